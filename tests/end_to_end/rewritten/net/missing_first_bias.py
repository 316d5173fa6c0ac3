"""Named: net-missing-first-bias."""

def net(images):
    first = nd.relu(nd.dot(images.reshape((images.shape[0], -1)), W1))
    second = nd.relu(nd.dot(first, W2) + b2)
    return nd.dot(second, W3) + b3
