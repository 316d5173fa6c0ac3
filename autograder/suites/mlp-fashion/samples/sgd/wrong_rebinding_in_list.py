"""The list holds new arrays afterwards, without gradients; the network keeps the old ones, which did not change."""

def sgd(params, lr, batch_size):
    for i in range(len(params)):
        params[i] = params[i] - lr * params[i].grad / batch_size
