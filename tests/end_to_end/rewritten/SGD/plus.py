"""Named: SGD-plus."""

def SGD(weights, eta):
    for w in weights:
        w += eta * w.grad
