"""A helper for one parameter, and the gradients listed first."""

def _descend(param, grad, step):
    param[:] += -step * grad


def sgd(params, lr, batch_size):
    grads = [param.grad for param in params]
    for param, grad in zip(params, grads):
        _descend(param, grad, lr / float(batch_size))
