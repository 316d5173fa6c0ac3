"""The step is too large: the batch size takes no part, although the gradient is the sum over all examples."""

def sgd(params, lr, batch_size):
    for param in params:
        param[:] = param - lr * param.grad
