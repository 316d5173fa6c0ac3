"""One function for all networks, with its first argument filled in."""

from functools import partial


def _forward(params, X):
    h = X.reshape((0, -1))
    *hidden, last = zip(params[::2], params[1::2])
    for W, b in hidden:
        h = relu(nd.dot(h, W) + b)
    return nd.dot(h, last[0]) + last[1]


def make_net(num_hiddens, num_layers):
    sizes = [num_inputs, *(num_hiddens for _ in range(num_layers)), num_outputs]
    params = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        params += [nd.random.normal(0, 0.01, (inputs, outputs)), nd.zeros(outputs)]
    for param in params:
        param.attach_grad()
    return partial(_forward, params), params
