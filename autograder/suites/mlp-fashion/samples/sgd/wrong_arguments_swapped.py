"""The learning rate is gone through as if it were the parameters: these are the first argument, and the rate the second."""


def sgd(lr, params, batch_size):
    for param in params:
        param[:] = param - lr * param.grad / batch_size
