"""Named: net-scaled-input."""

def net(images):
    a = relu(nd.dot(images.flatten() * (1 / 255), W1) + b1)
    a = relu(nd.dot(a, W2) + b2)
    return nd.dot(a, W3) + b3
