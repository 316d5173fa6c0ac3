"""The network's own parameters are updated, whatever list the function was given."""

def sgd(parameters, lr, batch_size):
    for param in params:
        param[:] = param - lr * param.grad / batch_size
