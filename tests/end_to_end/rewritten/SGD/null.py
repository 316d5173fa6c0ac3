"""Named: SGD-null."""

def SGD(weights, eta):
    for w in weights:
        w -= eta * w.grad
        w.attach_grad(grad_req='null')
