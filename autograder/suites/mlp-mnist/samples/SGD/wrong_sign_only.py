"""Only the direction of the gradient counts."""

def SGD(params, lr):
    for param in params:
        param[:] = param - lr * nd.sign(param.grad)
