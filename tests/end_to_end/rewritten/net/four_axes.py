"""Named: net-four-axes."""

def net(images):
    count, rows, columns, _ = images.shape
    a = nd.relu(nd.dot(images.reshape((count, rows * columns)), W1) + b1)
    a = nd.relu(nd.dot(a, W2) + b2)
    return nd.dot(a, W3) + b3
