"""Every parameter shrinks a little in each step."""

def SGD(params, lr):
    for param in params:
        param[:] = (1 - 0.01 * lr) * param - lr * param.grad
