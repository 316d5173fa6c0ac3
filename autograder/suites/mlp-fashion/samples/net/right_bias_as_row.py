"""Each bias as one more row of its weights, and a column of ones."""

def _layer(h, W, b):
    ones = nd.ones((h.shape[0], 1), ctx=h.context)
    return nd.dot(nd.concat(h, ones, dim=1), nd.concat(W, b.reshape((1, -1)), dim=0))


def net(X):
    h = relu(_layer(X.reshape((X.shape[0], -1)), W1, b1))
    return _layer(h, W2, b2)
