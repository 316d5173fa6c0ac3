"""Named: SGD-clipped."""

def SGD(weights, eta):
    for w in weights:
        w -= eta * w.grad.clip(-1, 1)
