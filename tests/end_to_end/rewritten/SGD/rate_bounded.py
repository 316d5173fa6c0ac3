"""Named: SGD-rate-bounded."""

def SGD(weights, eta):
    eta = 1 if eta > 1 else eta
    for w in weights:
        w -= eta * w.grad
