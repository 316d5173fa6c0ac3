"""Named: none."""

def SGD(params, lr):
    for p in params:
        p[:] = p - lr * p.grad
        p[:] = p - lr * p.grad
