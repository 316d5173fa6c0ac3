"""MXNet's FullyConnected, which wants its weights transposed."""

def make_net(num_hiddens, num_layers):
    sizes = [num_inputs] + [num_hiddens] * num_layers + [num_outputs]
    params = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        params += [nd.random.normal(scale=0.01, shape=(inputs, outputs)), nd.zeros(outputs)]
    for param in params:
        param.attach_grad()

    def net(X):
        for i in range(0, len(params), 2):
            X = nd.FullyConnected(X, params[i].T, params[i + 1], num_hidden=params[i].shape[1])
            if i < len(params) - 2:
                X = nd.relu(X)
        return X

    return net, params
