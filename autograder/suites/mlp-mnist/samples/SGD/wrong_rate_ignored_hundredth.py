"""The learning rate is written into the code: what the caller asks for changes nothing.

Known as: wrong_rate_ignored
"""

def SGD(params, lr):
    lr = 0.01
    for param in params:
        param[:] = param - lr * param.grad
