"""The array's own method."""

def relu(X):
    return X.relu()
