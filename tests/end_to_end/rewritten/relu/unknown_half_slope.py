"""Named: none."""

def relu(X):
    return nd.maximum(X, 0) / 2
