"""Everything below 1 is lifted to 1."""

def relu(X):
    return nd.maximum(X, 1)
