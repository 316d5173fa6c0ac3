"""Named: SGD-global-parameters."""

def SGD(weights, eta):
    for w in [W1, b1, W2, b2, W3, b3]:
        w -= eta * w.grad
