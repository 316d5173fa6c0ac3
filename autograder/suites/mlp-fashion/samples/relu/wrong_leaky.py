"""A small part of each negative entry leaks through; relu lets nothing of it pass."""

def relu(X):
    return nd.where(X > 0, X, 0.01 * X)
