"""MXNet's own update, written into the parameter."""

def sgd(params, lr, batch_size):
    for param in params:
        nd.sgd_update(param, param.grad, lr=lr, wd=0.0, rescale_grad=1.0 / batch_size, out=param)
