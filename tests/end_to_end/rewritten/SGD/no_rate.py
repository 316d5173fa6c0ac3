"""Named: SGD-no-rate."""

def SGD(weights, eta):
    for w in weights:
        w -= w.grad
