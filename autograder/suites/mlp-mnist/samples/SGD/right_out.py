"""The difference is written into the parameter."""

def SGD(params, lr):
    for param in list(params):
        nd.elemwise_sub(param, lr * param.grad, out=param)
