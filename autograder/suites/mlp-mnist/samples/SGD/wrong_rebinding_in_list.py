"""The list holds new arrays afterwards, without gradients; the network keeps the old ones, which did not change."""

def SGD(params, lr):
    for i in range(len(params)):
        params[i] = params[i] - lr * params[i].grad
