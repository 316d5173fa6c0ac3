"""Learning rate and batch size have changed places: the batch size makes the step longer, the rate shorter."""

def sgd(params, lr, batch_size):
    for param in params:
        param[:] = param - batch_size * param.grad / lr
