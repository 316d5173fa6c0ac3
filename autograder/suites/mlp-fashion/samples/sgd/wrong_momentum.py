"""A part of the last step is taken once more; plain gradient descent remembers nothing from one step to the next."""

_velocity = {}


def sgd(params, lr, batch_size):
    for i, param in enumerate(params):
        _velocity[i, param.shape] = 0.9 * _velocity.get((i, param.shape), 0) - lr * param.grad / batch_size
        param[:] = param + _velocity[i, param.shape]
