"""gluon's Flatten, and biases by explicit broadcasting."""

_flatten = mx.gluon.nn.Flatten()


def net(X):
    h1 = relu(nd.broadcast_add(nd.dot(_flatten(X), W1), b1.expand_dims(axis=0)))
    h2 = relu(nd.broadcast_add(nd.dot(h1, W2), b2.expand_dims(axis=0)))
    return nd.broadcast_add(nd.dot(h2, W3), b3.expand_dims(axis=0))
