"""gluon's Flatten, and the dot method of arrays."""

_flatten = mx.gluon.nn.Flatten()


def net(X):
    h1 = relu(_flatten(X).dot(W1) + b1)
    h2 = relu(h1.dot(W2) + b2)
    return h2.dot(W3) + b3
