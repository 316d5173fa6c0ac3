"""The in-place operator of NDArray."""

def sgd(params, lr, batch_size):
    for param in params:
        param -= lr / batch_size * param.grad
