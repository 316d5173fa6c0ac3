"""The last parameter of the list is left out."""

def SGD(params, lr):
    for param in params[:-1]:
        param[:] = param - lr * param.grad
