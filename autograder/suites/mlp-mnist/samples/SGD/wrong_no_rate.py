"""The whole gradient is subtracted."""

def SGD(params, lr):
    for param in params:
        param[:] = param - param.grad
