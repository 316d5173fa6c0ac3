"""Named: net-one-relu-missing."""

def net(images):
    a = nd.relu(nd.dot(images.flatten(), W1) + b1)
    return nd.dot(nd.dot(a, W2) + b2, W3) + b3
