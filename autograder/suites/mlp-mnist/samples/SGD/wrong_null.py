"""After the first step no gradient is kept any more: the parameters are no longer marked as things that learn."""

def SGD(params, lr):
    for param in params:
        param[:] = param - lr * param.grad
        param.attach_grad("null")
