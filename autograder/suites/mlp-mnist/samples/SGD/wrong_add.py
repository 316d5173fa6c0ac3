"""Gradients add up from the next step on."""

def SGD(params, lr):
    for param in params:
        param[:] = param - lr * param.grad
        param.attach_grad("add")
