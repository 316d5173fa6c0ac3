"""The whole gradient is subtracted: the learning rate takes no part."""

def SGD(params, lr):
    for param in params:
        param[:] = param - param.grad
