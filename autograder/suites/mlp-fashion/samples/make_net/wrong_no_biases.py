"""The list holds weights only; asked for is a pair of arrays for every layer, and biases are to be learned as well.

Known as: wrong_without_biases
"""

def make_net(num_hiddens, num_layers):
    sizes = [num_inputs] + [num_hiddens] * num_layers + [num_outputs]
    params = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        params.append(nd.random.normal(scale=0.01, shape=(inputs, outputs)))
    for param in params:
        param.attach_grad()

    def net(X):
        H = X.reshape((-1, num_inputs))
        for i in range(num_layers):
            H = relu(nd.dot(H, params[i]))
        return nd.dot(H, params[-1])

    return net, params
