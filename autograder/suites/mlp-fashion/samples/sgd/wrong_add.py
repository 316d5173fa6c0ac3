"""From this step on gradients pile up: each later backward pass is added to those before it."""

def sgd(params, lr, batch_size):
    for param in params:
        param[:] = param - lr * param.grad / batch_size
        param.attach_grad("add")
