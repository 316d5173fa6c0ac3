"""The last parameter of the list is left out."""

def sgd(params, lr, batch_size):
    for i in range(len(params) - 1):
        params[i][:] = params[i] - lr * params[i].grad / batch_size
