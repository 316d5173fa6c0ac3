"""Named: SGD-plus."""

def SGD(params, lr):
    for i in range(len(params)):
        params[i][:] = params[i] + params[i].grad * lr
