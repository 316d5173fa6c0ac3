"""The result is cut off from the computation it came from."""

def relu(X):
    return nd.maximum(X.detach(), 0)
