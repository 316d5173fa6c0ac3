"""The learning rate is written into the code: what the caller asks for changes nothing."""

def SGD(params, lr):
    for param in params:
        param[:] = param - 0.1 * param.grad
