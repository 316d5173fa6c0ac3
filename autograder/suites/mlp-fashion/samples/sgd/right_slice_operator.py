"""The in-place operator on the whole slice, by index."""

def sgd(params, lr, batch_size):
    for i in range(len(params)):
        params[i][:] -= lr * params[i].grad / batch_size
