"""Named: net-clipped-input."""

def net(images):
    a = nd.minimum(nd.maximum(images.flatten(), 0), 1)
    for W, b in ((W1, b1), (W2, b2)):
        a = nd.relu(nd.dot(a, W) + b)
    return nd.dot(a, W3) + b3
