"""The caller's array is overwritten."""

def relu(X):
    X[:] = nd.maximum(X, 0)
    return X
