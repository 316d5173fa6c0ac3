"""Named: net-batch-of-64."""

def net(X):
    X = X.reshape((64, 28 * 28))
    return nd.dot(relu(nd.dot(relu(nd.dot(X, W1) + b1), W2) + b2), W3) + b3
