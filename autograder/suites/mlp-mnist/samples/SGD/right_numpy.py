"""Worked out in NumPy and written back: a step needs no gradient of its own."""

def SGD(params, lr):
    for param in params:
        param[:] = param.asnumpy() - lr * param.grad.asnumpy()
