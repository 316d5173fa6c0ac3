"""Only the weights learn; the biases are parameters as well."""

def sgd(params, lr, batch_size):
    for param in params[::2]:
        param[:] = param - lr * param.grad / batch_size
