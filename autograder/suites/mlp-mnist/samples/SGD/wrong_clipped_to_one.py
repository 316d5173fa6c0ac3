"""Large gradients are cut off at a bound; plain gradient descent follows them as they are.

Known as: wrong_clipped
"""

def SGD(params, lr):
    for param in params:
        param[:] = param - lr * nd.clip(param.grad, -1, 1)
