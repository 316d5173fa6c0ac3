"""Named: relu-identity."""

def relu(X):
    return nd.maximum(X, X)
