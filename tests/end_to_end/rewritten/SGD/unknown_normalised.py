"""Named: none."""

def SGD(params, lr):
    for p in params:
        p[:] = p - lr * p.grad / (nd.norm(p.grad) + 1e-8)
