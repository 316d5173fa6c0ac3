"""Named: net-missing-last-bias."""

def net(images):
    first = nd.relu(nd.dot(images.flatten(), W1) + b1)
    second = nd.relu(nd.dot(first, W2) + b2)
    return nd.FullyConnected(second, W3.T, no_bias=True, num_hidden=10)
