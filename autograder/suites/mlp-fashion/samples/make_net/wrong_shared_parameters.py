"""Two networks share the arrays of layers of one shape: to train the second changes the first."""

_made = {}


def make_net(num_hiddens, num_layers):
    sizes = [num_inputs] + [num_hiddens] * num_layers + [num_outputs]
    params = []
    for layer, (inputs, outputs) in enumerate(zip(sizes, sizes[1:])):
        if (layer, inputs, outputs) not in _made:
            W, b = nd.random.normal(scale=0.01, shape=(inputs, outputs)), nd.zeros(outputs)
            W.attach_grad()
            b.attach_grad()
            _made[layer, inputs, outputs] = [W, b]
        params += _made[layer, inputs, outputs]

    def net(X):
        H = X.reshape((-1, num_inputs))
        for i in range(num_layers):
            H = relu(nd.dot(H, params[2 * i]) + params[2 * i + 1])
        return nd.dot(H, params[-2]) + params[-1]

    return net, params
