"""Named: none."""

def relu(X):
    return nd.where(X > 0, X, nd.exp(nd.minimum(X, 0)) - 1)
