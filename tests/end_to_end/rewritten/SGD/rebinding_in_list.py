"""Named: SGD-rebinding-in-list."""

def SGD(weights, eta):
    for place, w in enumerate(weights):
        weights[place] = w - eta * w.grad
