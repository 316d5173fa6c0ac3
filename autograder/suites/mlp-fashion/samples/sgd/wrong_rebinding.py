"""No array that the network uses changed: the new values ended in new arrays, which nobody looks at afterwards."""

def sgd(params, lr, batch_size):
    for param in params:
        param = param - lr * param.grad / batch_size
