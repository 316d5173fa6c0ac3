"""A helper for one parameter, and the gradients listed first."""

def _descend(param, grad, lr):
    param[:] += -lr * grad


def SGD(params, lr):
    grads = [param.grad for param in params]
    for param, grad in zip(params, grads):
        _descend(param, grad, lr)
