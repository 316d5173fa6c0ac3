"""Named: SGD-rate-ignored."""

def SGD(params, lr):
    for p in params:
        p -= 0.001 * p.grad
