"""Named: relu-leaky."""

def relu(inputs):
    negative = nd.minimum(inputs, 0)
    return nd.maximum(inputs, 0) + 0.01 * negative
