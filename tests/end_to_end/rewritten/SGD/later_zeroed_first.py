"""Named: SGD-zeroed-first."""

def SGD(params, lr):
    for p in params:
        p.grad[:] = 0
    for p in params:
        p[:] -= lr * p.grad
