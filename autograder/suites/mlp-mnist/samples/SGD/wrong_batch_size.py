"""The step is too small: it is divided by a batch size, although the learning rate takes care of that already."""

def SGD(params, lr):
    for param in params:
        param[:] = param - lr * param.grad / 64
