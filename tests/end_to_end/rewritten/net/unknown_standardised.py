"""Named: none."""

def net(X):
    a = X.flatten()
    a = (a - a.mean()) / 0.3
    a = relu(nd.dot(a, W1) + b1)
    a = relu(nd.dot(a, W2) + b2)
    return nd.dot(a, W3) + b3
