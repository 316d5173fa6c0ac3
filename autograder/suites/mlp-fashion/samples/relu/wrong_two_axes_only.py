"""The function works for arrays with two axes only; relu treats each entry by itself, whatever the shape."""

def relu(X):
    rows, columns = X.shape
    return nd.maximum(X.reshape((rows, columns)), 0)
