"""The step is worked out beside the parameter, with recording paused."""

def sgd(params, lr, batch_size):
    with autograd.pause():
        for param in params:
            step = param.grad.copy()
            step *= lr
            step /= batch_size
            param[:] = param - step
