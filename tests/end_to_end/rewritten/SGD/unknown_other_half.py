"""Named: none."""

def SGD(params, lr):
    for p in params[::2]:
        p[:] = p - lr * p.grad
