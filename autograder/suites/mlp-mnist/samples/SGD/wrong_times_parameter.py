"""The step is proportional to the parameter itself; it should depend on the gradient and the rate alone."""

def SGD(params, lr):
    for param in params:
        param[:] = param * (1 - lr * param.grad)
