"""Weights drawn by NumPy and handed to MXNet."""

def make_net(num_hiddens, num_layers):
    sizes = np.array([num_inputs] + num_layers * [num_hiddens] + [num_outputs])
    params = []
    for inputs, outputs in zip(sizes[:-1].tolist(), sizes[1:].tolist()):
        params.append(nd.array(np.random.normal(0, 0.01, size=(inputs, outputs))))
        params.append(nd.array(np.zeros(outputs)))
    [param.attach_grad() for param in params]

    def net(X):
        h = X.reshape((-1, 784))
        for k in range(0, len(params) - 2, 2):
            h = nd.maximum(nd.dot(h, params[k]) + params[k + 1], 0)
        return nd.dot(h, params[-2]) + params[-1]

    return net, params
