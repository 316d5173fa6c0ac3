"""The learning rate is written into the code: what the caller asks for changes nothing."""

def sgd(params, lr, batch_size):
    lr = 0.5
    for param in params:
        param[:] = param - lr * param.grad / batch_size
