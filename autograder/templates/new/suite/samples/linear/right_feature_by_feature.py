"""A loop over the features."""

def linear(X, w, b):
    total = nd.zeros((X.shape[0],)) + b
    for j in range(X.shape[1]):
        total = total + X[:, j] * w[j]
    return total
