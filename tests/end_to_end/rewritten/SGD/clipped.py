"""Named: SGD-clipped."""

def SGD(weights, eta):
    for w in weights:
        g = nd.maximum(nd.minimum(w.grad, 5), -5)
        w[:] -= eta * g
