"""The values are right, but no gradient flows back: the result is cut off from the computation that led to X."""

def relu(X):
    return nd.maximum(X.detach(), 0)
