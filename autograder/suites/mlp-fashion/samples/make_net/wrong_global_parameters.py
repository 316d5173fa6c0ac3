"""The network computes with the notebook's own arrays, not with those in its list."""

def make_net(num_hiddens, num_layers):
    sizes = [num_inputs] + [num_hiddens] * num_layers + [num_outputs]
    params = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        params.append(nd.random.normal(scale=0.01, shape=(inputs, outputs)))
        params.append(nd.zeros(outputs))
    for param in params:
        param.attach_grad()

    def net(X):
        X = X.reshape((-1, num_inputs))
        H = relu(nd.dot(X, W1) + b1)
        return nd.dot(H, W2) + b2

    return net, params
