"""Works for arrays of two axes only."""

def relu(X):
    rows, columns = X.shape
    return nd.maximum(X.reshape((rows, columns)), 0)
