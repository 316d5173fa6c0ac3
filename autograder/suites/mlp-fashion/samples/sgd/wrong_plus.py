"""The step goes uphill: it follows the gradient instead of going against it."""

def sgd(params, lr, batch_size):
    for param in params:
        param[:] = param + lr * param.grad / batch_size
