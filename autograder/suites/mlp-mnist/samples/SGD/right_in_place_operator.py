"""The in-place operator of NDArray."""

def SGD(params, lr):
    for param in params:
        param -= lr * param.grad
