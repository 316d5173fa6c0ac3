"""Named: relu-in-place."""

def relu(X):
    X *= X > 0
    return X
