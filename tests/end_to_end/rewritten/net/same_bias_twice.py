"""Named: net-same-bias-twice."""

def net(images):
    a = images.flatten()
    for W in (W1, W2):
        a = relu(nd.dot(a, W) + b1)
    return nd.dot(a, W3) + b3
