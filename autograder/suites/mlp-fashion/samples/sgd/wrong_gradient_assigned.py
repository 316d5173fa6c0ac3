"""The step takes the place of the parameter: its old values should be where the step starts from."""

def sgd(params, lr, batch_size):
    for param in params:
        param[:] = -lr * param.grad / batch_size
