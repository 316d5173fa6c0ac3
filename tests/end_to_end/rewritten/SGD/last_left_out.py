"""Named: SGD-last-left-out."""

def SGD(weights, eta):
    for i in range(len(weights) - 1):
        weights[i][:] = weights[i] - eta * weights[i].grad
