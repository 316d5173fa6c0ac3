"""Named: relu-returns-numpy."""

def relu(X):
    a = X.asnumpy()
    return a * (a > 0)
