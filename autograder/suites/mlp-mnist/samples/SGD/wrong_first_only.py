"""Only the first parameter of the list learns: the loop ends too early."""

def SGD(params, lr):
    for param in params:
        param[:] = param - lr * param.grad
        return
