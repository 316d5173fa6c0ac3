"""The list gets new arrays without gradients; the network keeps the old ones."""

def SGD(params, lr):
    for i in range(len(params)):
        params[i] = params[i] - lr * params[i].grad
