"""The gradients were erased before they were used: the step had nothing to go by."""

def SGD(params, lr):
    for param in params:
        param.grad[:] = 0
        param[:] = param - lr * param.grad
