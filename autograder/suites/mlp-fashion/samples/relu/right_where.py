"""A choice between X and zeros."""

def relu(X):
    return nd.where(X > 0, X, nd.zeros_like(X))
