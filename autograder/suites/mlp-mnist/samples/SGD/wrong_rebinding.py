"""param = param - ... makes a new array; the network keeps the old one."""

def SGD(params, lr):
    for param in params:
        param = param - lr * param.grad
