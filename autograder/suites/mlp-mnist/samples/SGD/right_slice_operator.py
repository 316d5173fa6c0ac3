"""The in-place operator on the whole slice, by index."""

def SGD(params, lr):
    for i in range(len(params)):
        params[i][:] -= lr * params[i].grad
