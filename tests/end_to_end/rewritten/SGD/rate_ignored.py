"""Named: SGD-rate-ignored."""

def SGD(weights, eta):
    eta = 0.1
    for w in weights:
        w -= eta * w.grad
