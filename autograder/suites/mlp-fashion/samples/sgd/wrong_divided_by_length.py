"""The step is divided by the number of rows of the parameter, which has nothing to do with the number of examples."""

def sgd(params, lr, batch_size):
    for param in params:
        param[:] = param - lr * param.grad / len(param)
