"""The step is proportional to the parameter itself."""

def SGD(params, lr):
    for param in params:
        param[:] = param * (1 - lr * param.grad)
