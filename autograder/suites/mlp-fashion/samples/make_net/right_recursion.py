"""A net on top of a net: each layer calls the one below."""

def _layer(inputs, outputs):
    pair = [nd.random.normal(scale=0.01, shape=(inputs, outputs)), nd.zeros(outputs)]
    for array in pair:
        array.attach_grad()
    return pair


def _hidden(num_hiddens, num_layers):
    if num_layers == 0:
        return (lambda X: X.flatten()), [], num_inputs
    below, params, width = _hidden(num_hiddens, num_layers - 1)
    W, b = _layer(width, num_hiddens)
    return (lambda X: relu(nd.dot(below(X), W) + b)), [*params, W, b], num_hiddens


def make_net(num_hiddens, num_layers):
    hidden, params, width = _hidden(num_hiddens, num_layers)
    W, b = _layer(width, num_outputs)

    def net(X):
        return nd.dot(hidden(X), W) + b

    return net, [*params, W, b]
