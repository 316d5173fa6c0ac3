"""Named: net-linear."""

def net(images):
    a = images.flatten()
    for W, b in ((W1, b1), (W2, b2), (W3, b3)):
        a = nd.dot(a, W) + b
    return a
