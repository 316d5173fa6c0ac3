"""New arrays are drawn at every call of the network: those in the list take no part."""

def make_net(num_hiddens, num_layers):
    sizes = [num_inputs] + [num_hiddens] * num_layers + [num_outputs]
    params = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        params.append(nd.random.normal(scale=0.01, shape=(inputs, outputs)))
        params.append(nd.zeros(outputs))
    for param in params:
        param.attach_grad()

    def net(X):
        H = X.reshape((-1, num_inputs))
        for i in range(num_layers):
            H = relu(nd.dot(H, nd.random.normal(scale=0.01, shape=params[2 * i].shape)) + nd.zeros(num_hiddens))
        W = nd.random.normal(scale=0.01, shape=params[-2].shape)
        return nd.dot(H, W) + nd.zeros(num_outputs)

    return net, params
