"""Named: SGD-sign-only."""

def SGD(weights, eta):
    for w in weights:
        w -= eta * ((w.grad > 0) - (w.grad < 0))
