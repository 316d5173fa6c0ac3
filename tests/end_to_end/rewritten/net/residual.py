"""Named: net-skip-connection."""

def net(X):
    a = relu(nd.dot(X.flatten(), W1) + b1)
    a = a + relu(nd.dot(a, W2) + b2)
    return nd.dot(a, W3) + b3
