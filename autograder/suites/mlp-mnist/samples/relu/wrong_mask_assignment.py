"""A mask of floats is used as an index: it addresses rows that do not exist."""

def relu(X):
    Y = X.copy()
    Y[Y < 0] = 0
    return Y
