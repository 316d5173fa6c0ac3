"""A hundredth of each negative entry leaks through."""

def relu(X):
    return nd.where(X > 0, X, 0.01 * X)
