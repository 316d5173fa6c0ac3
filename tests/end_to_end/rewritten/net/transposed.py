"""Named: net-transposed."""

def net(images):
    a = relu(nd.dot(images.flatten(), W1) + b1)
    a = relu(nd.FullyConnected(a, W2, b2, num_hidden=256))
    return nd.dot(a, W3) + b3
