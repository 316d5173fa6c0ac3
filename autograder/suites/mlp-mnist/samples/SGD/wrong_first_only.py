"""A return inside the loop: only the first parameter learns."""

def SGD(params, lr):
    for param in params:
        param[:] = param - lr * param.grad
        return
