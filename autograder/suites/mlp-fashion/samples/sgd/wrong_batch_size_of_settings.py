"""The batch size is that of the settings: what the caller asks for changes nothing.

Known as: wrong_batch_of_256
"""

def sgd(params, lr, size):
    for param in params:
        param[:] = param - lr * param.grad / batch_size
