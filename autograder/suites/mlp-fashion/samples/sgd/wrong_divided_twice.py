"""The step is too small: the batch size divides it twice."""

def sgd(params, lr, batch_size):
    lr = lr / batch_size
    for param in params:
        param[:] = param - lr * param.grad / batch_size
