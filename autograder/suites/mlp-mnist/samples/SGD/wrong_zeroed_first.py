"""The gradient is set to 0 before it is used."""

def SGD(params, lr):
    for param in params:
        param.grad[:] = 0
        param[:] = param - lr * param.grad
