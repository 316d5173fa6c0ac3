"""Standard normal numbers, scaled before gradients are attached."""

def make_net(num_hiddens, num_layers):
    layers = []
    before = num_inputs
    for after in [num_hiddens] * num_layers + [num_outputs]:
        layers.append((nd.random.randn(before, after) * 0.01, nd.zeros(shape=(after,))))
        before = after
    params = []
    for W, b in layers:
        W.attach_grad()
        b.attach_grad()
        params += [W, b]

    def net(X):
        h = X.reshape((X.shape[0], num_inputs))
        for W, b in layers[:-1]:
            h = relu(nd.broadcast_add(nd.dot(h, W), b.expand_dims(0)))
        W, b = layers[-1]
        return nd.broadcast_add(nd.dot(h, W), b.expand_dims(0))

    return net, params
