"""The whole difference is divided by the batch size, the old values included: the parameters shrink to almost nothing.
"""

def sgd(params, lr, batch_size):
    for param in params:
        param[:] = (param - lr * param.grad) / batch_size
