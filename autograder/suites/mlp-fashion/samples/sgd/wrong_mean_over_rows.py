"""The gradient is averaged over the rows of the parameter: all rows take the same step, as if they were examples."""

def sgd(params, lr, batch_size):
    for param in params:
        param[:] = param - lr * param.grad.mean(axis=0, keepdims=True)
