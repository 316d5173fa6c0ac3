"""The entries are compared with the wrong number: even small positive ones are lifted."""

def relu(X):
    return nd.maximum(X, 1)
