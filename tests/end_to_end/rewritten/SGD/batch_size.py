"""Named: SGD-batch-size."""

batch_size = 64


def SGD(weights, eta):
    for w in weights:
        w -= (eta / batch_size) * w.grad
