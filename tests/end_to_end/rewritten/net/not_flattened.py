"""Named: net-not-flattened."""

def net(images):
    a = nd.relu(nd.dot(images, W1) + b1)
    a = nd.relu(nd.dot(a, W2) + b2)
    return nd.dot(a, W3) + b3
