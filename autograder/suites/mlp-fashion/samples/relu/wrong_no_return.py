"""The function hands nothing back to its caller: the result is computed and forgotten."""

def relu(X):
    result = nd.maximum(X, 0)
