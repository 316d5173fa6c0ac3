"""Named: net-one-relu-missing."""

def net(X):
    h1 = nd.dot(X.reshape((-1, 784)), W1) + b1
    h2 = nd.maximum(nd.dot(h1, W2) + b2, 0)
    return nd.dot(h2, W3) + b3
