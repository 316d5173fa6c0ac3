"""Named: SGD-times-parameter."""

def SGD(weights, eta):
    for w in weights:
        w -= eta * w.grad * w
