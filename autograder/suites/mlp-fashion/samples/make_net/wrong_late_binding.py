"""All layers end up with the arrays of the last one: the loop had gone on before the first of them was called."""

def make_net(num_hiddens, num_layers):
    sizes = [num_inputs] + [num_hiddens] * num_layers + [num_outputs]
    params, layers = [], []
    for inputs, outputs in zip(sizes, sizes[1:]):
        W = nd.random.normal(scale=0.01, shape=(inputs, outputs))
        b = nd.zeros(outputs)
        W.attach_grad()
        b.attach_grad()
        params += [W, b]
        layers.append(lambda H: nd.dot(H, W) + b)

    def net(X):
        H = X.reshape((-1, num_inputs))
        for layer in layers[:-1]:
            H = relu(layer(H))
        return layers[-1](H)

    return net, params
