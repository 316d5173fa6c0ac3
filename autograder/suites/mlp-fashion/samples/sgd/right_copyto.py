"""The new values are copied into the parameter."""

def sgd(params, lr, batch_size):
    for param in params:
        (param - lr * (param.grad / batch_size)).copyto(param)
