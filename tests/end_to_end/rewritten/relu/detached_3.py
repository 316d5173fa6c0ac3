"""Named: relu-detached."""

def relu(X):
    with autograd.pause():
        out = nd.relu(X)
    return out
