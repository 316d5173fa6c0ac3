"""Large learning rates are cut down; the rate is the caller's decision."""

def SGD(params, lr):
    for param in params:
        param[:] = param - min(lr, 1.0) * param.grad
