"""Named: SGD-rate-ignored."""

def SGD(weights, eta):
    lr = 0.01
    for w in weights:
        w -= lr * w.grad
