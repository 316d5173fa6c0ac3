"""The step is divided by a batch size, although the loss is a sum."""

def SGD(params, lr):
    for param in params:
        param[:] = param - lr * param.grad / 64
