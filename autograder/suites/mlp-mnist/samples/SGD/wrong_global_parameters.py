"""The network's own parameters are updated, whatever list was handed over."""

def SGD(parameters, lr):
    for param in params:
        param[:] = param - lr * param.grad
