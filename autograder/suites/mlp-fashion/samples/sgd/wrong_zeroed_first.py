"""The gradients were erased before they were used: the step had nothing to go by."""

def sgd(params, lr, batch_size):
    for param in params:
        param.grad[:] = 0
        param[:] = param - lr * param.grad / batch_size
