"""The step goes uphill: it follows the gradient instead of going against it."""

def SGD(params, lr):
    for param in params:
        param[:] = param + lr * param.grad
