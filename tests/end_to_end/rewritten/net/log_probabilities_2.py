"""Named: net-log-probabilities."""

def net(images):
    a = relu(nd.dot(images.flatten(), W1) + b1)
    a = relu(nd.dot(a, W2) + b2)
    s = nd.dot(a, W3) + b3
    m = s.max(axis=1, keepdims=True)
    return s - m - nd.log(nd.exp(s - m).sum(axis=1, keepdims=True))
