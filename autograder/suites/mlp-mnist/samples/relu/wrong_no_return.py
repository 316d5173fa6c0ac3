"""The result is computed and forgotten."""

def relu(X):
    result = nd.maximum(X, 0)
