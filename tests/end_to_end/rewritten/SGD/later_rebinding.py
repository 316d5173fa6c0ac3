"""Named: SGD-rebinding."""

def SGD(params, lr):
    for i, p in enumerate(params):
        p = nd.subtract(p, lr * p.grad)
