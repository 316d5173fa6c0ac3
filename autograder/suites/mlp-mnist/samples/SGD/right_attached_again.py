"""A new gradient buffer after each step, of the default kind."""

def SGD(params, lr):
    for param in params:
        param[:] = param - lr * param.grad
        param.attach_grad()
