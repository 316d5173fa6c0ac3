"""Worked out in NumPy and written back: a step needs no gradient of its own."""

def sgd(params, lr, batch_size):
    for param in params:
        param[:] = param.asnumpy() - lr * param.grad.asnumpy() / batch_size
