"""Named: SGD-rebinding."""

def SGD(weights, eta):
    return [w - eta * w.grad for w in weights]
