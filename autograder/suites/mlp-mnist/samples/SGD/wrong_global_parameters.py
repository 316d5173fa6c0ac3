"""The network's own parameters are updated, whatever list the function was given."""

def SGD(parameters, lr):
    for param in params:
        param[:] = param - lr * param.grad
