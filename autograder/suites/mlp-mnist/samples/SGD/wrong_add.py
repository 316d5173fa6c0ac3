"""From this step on gradients pile up: each later backward pass is added to those before it."""

def SGD(params, lr):
    for param in params:
        param[:] = param - lr * param.grad
        param.attach_grad("add")
