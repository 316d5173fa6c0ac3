"""Named: relu-leaky."""

def relu(v):
    return nd.maximum(v, 0.01 * v)
