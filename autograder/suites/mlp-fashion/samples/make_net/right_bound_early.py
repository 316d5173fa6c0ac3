"""A list of layers, each a small function with its arrays bound when it was made."""

def make_net(num_hiddens, num_layers):
    sizes = [num_inputs] + [num_hiddens] * num_layers + [num_outputs]
    params, layers = [], [lambda X: X.flatten()]
    for number, (inputs, outputs) in enumerate(zip(sizes, sizes[1:])):
        W = nd.random.normal(scale=0.01, shape=(inputs, outputs))
        b = nd.zeros(outputs)
        W.attach_grad()
        b.attach_grad()
        params += [W, b]
        layers.append(lambda H, W=W, b=b: nd.dot(H, W) + b)
        if number < num_layers:
            layers.append(relu)

    def net(X):
        for layer in layers:
            X = layer(X)
        return X

    return net, params
