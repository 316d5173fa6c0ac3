"""A fold over the layers."""

from functools import reduce


def net(X):
    hidden = reduce(lambda h, layer: relu(nd.dot(h, layer[0]) + layer[1]), [(W1, b1), (W2, b2)], X.flatten())
    return nd.dot(hidden, W3) + b3
