"""Named: SGD-zeroed-first."""

def SGD(weights, eta):
    for w in weights:
        w.attach_grad()
        w -= eta * w.grad
