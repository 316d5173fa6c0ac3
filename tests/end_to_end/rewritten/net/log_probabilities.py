"""Named: net-log-probabilities."""

def net(images):
    a = relu(nd.dot(images.flatten(), W1) + b1)
    a = relu(nd.dot(a, W2) + b2)
    scores = nd.dot(a, W3) + b3
    return nd.log(softmax(scores))
