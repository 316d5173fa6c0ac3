"""A comparison used as an index does not select entries in this kind of array: it addresses rows that may not exist."""

def relu(X):
    Y = X.copy()
    Y[Y < 0] = 0
    return Y
