"""Named: net-probabilities."""

def net(X):
    h = relu(nd.dot(X.reshape((X.shape[0], 784)), W1) + b1)
    h = relu(nd.dot(h, W2) + b2)
    out = nd.dot(h, W3) + b3
    e = nd.exp(out - out.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)
