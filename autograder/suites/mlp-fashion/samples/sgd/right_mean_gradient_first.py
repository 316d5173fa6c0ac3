"""The mean gradient first, then the step."""

def sgd(params, lr, batch_size):
    for param in params:
        mean = param.grad / batch_size
        step = lr * mean
        param[:] = param - step
