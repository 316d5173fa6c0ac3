"""Besides the step, every parameter shrinks a little: that is weight decay, another method."""

def sgd(params, lr, batch_size):
    for param in params:
        param[:] = (1 - 0.01 * lr) * param - lr * param.grad / batch_size
