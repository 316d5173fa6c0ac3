"""Named: net-probabilities."""

def net(images):
    a = nd.relu(nd.dot(images.flatten(), W1) + b1)
    a = nd.relu(nd.dot(a, W2) + b2)
    return nd.softmax(nd.dot(a, W3) + b3)
