"""Named: relu-step."""

def relu(x):
    return nd.sign(nd.maximum(x, 0))
