"""A new gradient buffer after each step, of the default kind."""

def sgd(params, lr, batch_size):
    for param in params:
        param[:] = param - lr * param.grad / batch_size
        param.attach_grad()
