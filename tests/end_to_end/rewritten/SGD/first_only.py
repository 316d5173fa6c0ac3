"""Named: SGD-first-only."""

def SGD(weights, eta):
    w = weights[0]
    w[:] = w - eta * w.grad
