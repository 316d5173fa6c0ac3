"""The new values are copied into the parameter."""

def SGD(params, lr):
    for param in params:
        (param - lr * param.grad).copyto(param)
