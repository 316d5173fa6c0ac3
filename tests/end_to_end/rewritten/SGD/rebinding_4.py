"""Named: SGD-rebinding."""

def SGD(weights, eta):
    for w in weights:
        w.copy()[:] = w - eta * w.grad
