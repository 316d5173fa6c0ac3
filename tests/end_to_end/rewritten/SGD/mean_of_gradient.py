"""Named: SGD-mean-of-gradient."""

def SGD(params, lr):
    for p in params:
        p[:] = p - lr * p.grad.mean()
