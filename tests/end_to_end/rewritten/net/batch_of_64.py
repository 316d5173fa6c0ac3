"""Named: net-batch-of-64."""

def net(images):
    a = nd.reshape(images, (64, -1))
    a = nd.relu(nd.dot(a, W1) + b1)
    a = nd.relu(nd.dot(a, W2) + b2)
    return nd.dot(a, W3) + b3
