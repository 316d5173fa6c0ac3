"""Named: SGD-rebinding."""

def SGD(weights, eta):
    for w in weights:
        new = w - eta * w.grad
        w = new
    return weights
