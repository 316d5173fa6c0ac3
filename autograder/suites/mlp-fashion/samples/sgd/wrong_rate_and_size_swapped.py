"""The learning rate and the size of the batch are exchanged: the rate is the second argument, and the size the third."""


def sgd(params, batch_size, lr):
    for param in params:
        param[:] = param - lr * param.grad / batch_size
