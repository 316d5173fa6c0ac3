"""Copies are updated and thrown away."""

def SGD(params, lr):
    for param in [p.copy() for p in params]:
        param.attach_grad()
        param -= lr * param.grad
