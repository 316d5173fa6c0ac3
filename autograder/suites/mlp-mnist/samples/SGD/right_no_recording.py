"""The step is worked out beside the parameter, with recording paused."""

def SGD(params, lr):
    with autograd.pause():
        for param in params:
            step = param.grad.copy()
            step *= lr
            param[:] = param - step
