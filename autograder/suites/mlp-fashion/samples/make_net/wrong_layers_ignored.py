"""The number of hidden layers is always the same one: what the caller asks for changes nothing."""

def make_net(num_hiddens, num_layers):
    sizes = [num_inputs, num_hiddens, num_outputs]
    params = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        params.append(nd.random.normal(scale=0.01, shape=(inputs, outputs)))
        params.append(nd.zeros(outputs))
    for param in params:
        param.attach_grad()

    def net(X):
        H = X.reshape((-1, num_inputs))
        H = relu(nd.dot(H, params[0]) + params[1])
        return nd.dot(H, params[-2]) + params[-1]

    return net, params
