"""The step grows with the batch size, where it should become smaller by it."""

def sgd(params, lr, batch_size):
    for param in params:
        param[:] = param - lr * param.grad * batch_size
