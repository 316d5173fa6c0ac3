"""After the first step no gradient is kept any more."""

def SGD(params, lr):
    for param in params:
        param[:] = param - lr * param.grad
        param.attach_grad("null")
