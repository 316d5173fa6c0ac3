"""Named: net-bias-after-relu."""

def net(X):
    a = relu(nd.dot(X.flatten(), W1)) + b1
    a = relu(nd.dot(a, W2)) + b2
    return nd.dot(a, W3) + b3
