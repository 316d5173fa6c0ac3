"""Large gradients are cut off."""

def SGD(params, lr):
    for param in params:
        param[:] = param - lr * nd.clip(param.grad, -5, 5)
