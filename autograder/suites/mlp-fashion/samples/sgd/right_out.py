"""The difference is written into the parameter."""

def sgd(params, lr, batch_size):
    for param in list(params):
        nd.elemwise_sub(param, param.grad * (lr / batch_size), out=param)
