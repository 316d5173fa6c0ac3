"""Named: net-tanh."""

def net(images):
    a = nd.Activation(nd.dot(images.flatten(), W1) + b1, act_type='tanh')
    a = nd.Activation(nd.dot(a, W2) + b2, act_type='tanh')
    return nd.dot(a, W3) + b3
