"""Named: none."""

def net(X):
    a = X.transpose((0, 2, 1, 3)).flatten()
    a = relu(nd.dot(a, W1) + b1)
    a = relu(nd.dot(a, W2) + b2)
    return nd.dot(a, W3) + b3
