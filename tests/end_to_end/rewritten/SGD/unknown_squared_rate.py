"""Named: none."""

def SGD(params, lr):
    for p in params:
        p[:] = p - lr * lr * p.grad
