"""Named: SGD-plus."""

def SGD(weights, eta):
    for w in weights:
        step = -eta * w.grad
        w[:] = w - step
