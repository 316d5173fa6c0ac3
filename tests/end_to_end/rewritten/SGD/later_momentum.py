"""Named: SGD-momentum."""

v = {}


def SGD(params, lr):
    for i, p in enumerate(params):
        v[i, p.shape] = 0.9 * v.get((i, p.shape), 0) + p.grad
        p[:] = p - lr * v[i, p.shape]
