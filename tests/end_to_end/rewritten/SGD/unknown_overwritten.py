"""Named: none."""

def SGD(params, lr):
    for p in params:
        p[:] = -lr * p.grad
