"""Named: SGD-batch-size."""

def SGD(params, lr):
    for p in params:
        p -= lr / 64 * p.grad
