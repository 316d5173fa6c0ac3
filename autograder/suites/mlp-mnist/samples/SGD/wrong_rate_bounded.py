"""Learning rates above 1 are not believed."""

def SGD(params, lr):
    for param in params:
        param[:] = param - min(lr, 1.0) * param.grad
