"""The result is right, but the array that the caller handed over was overwritten with it."""

def relu(X):
    X[:] = nd.maximum(X, 0)
    return X
