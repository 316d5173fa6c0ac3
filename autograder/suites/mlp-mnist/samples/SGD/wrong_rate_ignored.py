"""The learning rate is written into the code."""

def SGD(params, lr):
    for param in params:
        param[:] = param - 0.1 * param.grad
