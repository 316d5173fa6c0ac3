"""The step is scaled in the gradient's own buffer, outside of recording."""

def SGD(params, lr):
    with autograd.pause():
        for param in params:
            param.grad[:] *= lr
            param[:] = param - param.grad
