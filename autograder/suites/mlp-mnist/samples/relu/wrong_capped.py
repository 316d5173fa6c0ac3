"""Large entries are cut off at 6."""

def relu(X):
    return nd.clip(X, 0, 6)
