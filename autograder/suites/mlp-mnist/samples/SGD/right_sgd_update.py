"""MXNet's own update, written into the parameter."""

def SGD(params, lr):
    for param in params:
        nd.sgd_update(param, param.grad, lr=lr, wd=0.0, out=param)
