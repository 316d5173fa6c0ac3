"""Only the gradient's direction counts: each entry takes a step of the same size, however steep it is."""

def sgd(params, lr, batch_size):
    for param in params:
        param[:] = param - lr * nd.sign(param.grad) / batch_size
