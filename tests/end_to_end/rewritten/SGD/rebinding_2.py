"""Named: SGD-rebinding."""

def SGD(weights, eta):
    weights = [w - eta * w.grad for w in weights]
