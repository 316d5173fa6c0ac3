"""Named: none."""

def net(X):
    a = X.reshape((-1, 28, 28)).transpose((0, 2, 1)).flatten()
    a = relu(nd.dot(a, W1) + b1)
    a = relu(nd.dot(a, W2) + b2)
    return nd.dot(a, W3) + b3
