# %% [markdown]
# # Right
# ## In place

# %% right_in_place_operator
"""The in-place operator of NDArray."""
def sgd(params, lr, batch_size):
    for param in params:
        param -= lr / batch_size * param.grad

# %% right_slice
"""Written into the array through its slice."""
def sgd(params, lr, batch_size):
    for param in params:
        param[:] = param - lr * param.grad / batch_size

# %% right_slice_operator
"""The in-place operator on the whole slice, by index."""
def sgd(params, lr, batch_size):
    for i in range(len(params)):
        params[i][:] -= lr * params[i].grad / batch_size

# %% right_out
"""The difference is written into the parameter."""
def sgd(params, lr, batch_size):
    for param in list(params):
        nd.elemwise_sub(param, param.grad * (lr / batch_size), out=param)

# %% right_copyto
"""The new values are copied into the parameter."""
def sgd(params, lr, batch_size):
    for param in params:
        (param - lr * (param.grad / batch_size)).copyto(param)

# %% [markdown]
# ## MXNet's own updates

# %% right_sgd_update
"""MXNet's own update, written into the parameter."""
def sgd(params, lr, batch_size):
    for param in params:
        nd.sgd_update(param, param.grad, lr=lr, wd=0.0, rescale_grad=1.0 / batch_size, out=param)

# %% right_multi_update
"""One call of MXNet's for all parameters, which can divide by itself."""
def sgd(params, lr, batch_size):
    pairs = [array for param in params for array in (param, param.grad)]
    n = len(params)
    nd.multi_sgd_update(
        *pairs, lrs=[lr] * n, wds=[0.0] * n, rescale_grad=1 / batch_size, num_weights=n, out=list(params)
    )

# %% right_optimizer
"""MXNet's own optimizer, made for each step."""
def sgd(params, lr, batch_size):
    optimizer = mx.optimizer.SGD(learning_rate=lr, rescale_grad=1 / batch_size, wd=0.0)
    for i, param in enumerate(params):
        optimizer.update(i, param, param.grad, optimizer.create_state(i, param))

# %% [markdown]
# ## Other styles

# %% right_helper
"""A helper for one parameter, and the gradients listed first."""
def _descend(param, grad, step):
    param[:] += -step * grad


def sgd(params, lr, batch_size):
    grads = [param.grad for param in params]
    for param, grad in zip(params, grads):
        _descend(param, grad, lr / float(batch_size))

# %% right_mean_gradient_first
"""The mean gradient first, then the step."""
def sgd(params, lr, batch_size):
    for param in params:
        mean = param.grad / batch_size
        step = lr * mean
        param[:] = param - step

# %% right_no_recording
"""The step is worked out beside the parameter, with recording paused."""
def sgd(params, lr, batch_size):
    with autograd.pause():
        for param in params:
            step = param.grad.copy()
            step *= lr
            step /= batch_size
            param[:] = param - step

# %% right_numpy
"""Worked out in NumPy and written back: a step needs no gradient of its own."""
def sgd(params, lr, batch_size):
    for param in params:
        param[:] = param.asnumpy() - lr * param.grad.asnumpy() / batch_size

# %% [markdown]
# ## Gradients are reset after the step

# %% right_zeroed_afterwards
"""The gradient is set to 0 after the step."""
def sgd(params, lr, batch_size):
    for param in params:
        param[:] = param - lr * param.grad / batch_size
        param.grad[:] = 0

# %% right_attached_again
"""A new gradient buffer after each step, of the default kind."""
def sgd(params, lr, batch_size):
    for param in params:
        param[:] = param - lr * param.grad / batch_size
        param.attach_grad()

# %% [markdown]
# # Wrong
# ## The batch size

# %% wrong_not_divided
"""The step is too large: the batch size is not used, although the gradient is the sum over all examples."""
def sgd(params, lr, batch_size):
    for param in params:
        param[:] = param - lr * param.grad

# %% wrong_divided_twice
"""The step is too small: it is divided by the batch size twice."""
def sgd(params, lr, batch_size):
    lr = lr / batch_size
    for param in params:
        param[:] = param - lr * param.grad / batch_size

# %% wrong_multiplied
"""The step grows with the batch size; it should become smaller."""
def sgd(params, lr, batch_size):
    for param in params:
        param[:] = param - lr * param.grad * batch_size

# %% wrong_rate_divides
"""Learning rate and batch size are swapped: the batch size makes the step longer, the rate shorter."""
def sgd(params, lr, batch_size):
    for param in params:
        param[:] = param - batch_size * param.grad / lr

# %% wrong_parameter_divided
"""The whole difference is divided by the batch size, the old values included: the parameters shrink to almost nothing.
"""
def sgd(params, lr, batch_size):
    for param in params:
        param[:] = (param - lr * param.grad) / batch_size

# %% wrong_batch_of_256
"""The batch size is always the same: the caller's choice has no effect."""
def sgd(params, lr, batch_size):
    for param in params:
        param[:] = param - lr * param.grad / 256

# %% wrong_batch_size_of_settings
"""The batch size is that of the settings: the caller's choice has no effect.

Known as: wrong_batch_of_256
"""
def sgd(params, lr, size):
    for param in params:
        param[:] = param - lr * param.grad / batch_size

# %% [markdown]
# ## Divided by another number

# %% wrong_divided_by_length
"""The step is divided by the number of rows of the parameter, which has nothing to do with the number of examples."""
def sgd(params, lr, batch_size):
    for param in params:
        param[:] = param - lr * param.grad / len(param)

# %% wrong_divided_by_size
"""The step is divided by the number of entries of the parameter, which has nothing to do with the number of examples.
"""
def sgd(params, lr, batch_size):
    for param in params:
        param[:] = param - lr * param.grad / param.size

# %% wrong_divided_by_number_of_arrays
"""The step is divided by the number of arrays in the list, which has nothing to do with the number of examples."""
def sgd(params, lr, batch_size):
    for param in params:
        param[:] = param - lr * param.grad / len(params)

# %% wrong_mean_over_rows
"""The gradient is averaged over the rows of the parameter: all rows take the same step, as if they were examples."""
def sgd(params, lr, batch_size):
    for param in params:
        param[:] = param - lr * param.grad.mean(axis=0, keepdims=True)

# %% wrong_mean_of_gradient
"""The gradient is averaged to one number: all entries of a parameter take the same step."""
def sgd(params, lr, batch_size):
    for param in params:
        param[:] = param - lr * param.grad.mean() / batch_size

# %% wrong_mean_of_gradient_not_divided
"""The gradient is averaged to one number: all entries of a parameter take the same step.

Known as: wrong_mean_of_gradient
"""
def sgd(params, lr, batch_size):
    for param in params:
        param[:] = param - lr * param.grad.mean()

# %% [markdown]
# ## The learning rate

# %% wrong_no_rate
"""The learning rate is not used: every step has the full length of the mean gradient."""
def sgd(params, lr, batch_size):
    for param in params:
        param[:] = param - param.grad / batch_size

# %% wrong_rate_ignored
"""The learning rate is hard-coded: the caller's choice has no effect."""
def sgd(params, lr, batch_size):
    lr = 0.5
    for param in params:
        param[:] = param - lr * param.grad / batch_size

# %% [markdown]
# ## Another step

# %% wrong_plus
"""The step goes uphill: it follows the gradient instead of going against it."""
def sgd(params, lr, batch_size):
    for param in params:
        param[:] = param + lr * param.grad / batch_size

# %% wrong_gradient_assigned
"""The step replaces the parameter; it should start from the parameter's old values."""
def sgd(params, lr, batch_size):
    for param in params:
        param[:] = -lr * param.grad / batch_size

# %% wrong_sign_only
"""Only the sign of the gradient counts: each entry takes a step of the same size, however large its gradient is."""
def sgd(params, lr, batch_size):
    for param in params:
        param[:] = param - lr * nd.sign(param.grad) / batch_size

# %% wrong_momentum
"""A part of the previous step is repeated; plain gradient descent remembers nothing from one step to the next."""
_velocity = {}


def sgd(params, lr, batch_size):
    for i, param in enumerate(params):
        _velocity[i, param.shape] = 0.9 * _velocity.get((i, param.shape), 0) - lr * param.grad / batch_size
        param[:] = param + _velocity[i, param.shape]

# %% wrong_weight_decay
"""Every parameter also shrinks a little: that is weight decay, another method."""
def sgd(params, lr, batch_size):
    for param in params:
        param[:] = (1 - 0.01 * lr) * param - lr * param.grad / batch_size

# %% [markdown]
# ## The network's arrays stay as they were

# %% wrong_rebinding
"""No array that the network uses has changed: the new values are in new arrays, which nothing uses."""
def sgd(params, lr, batch_size):
    for param in params:
        param = param - lr * param.grad / batch_size

# %% wrong_rebinding_in_list
"""The list now holds new arrays, without gradients; the network keeps the old ones, which did not change."""
def sgd(params, lr, batch_size):
    for i in range(len(params)):
        params[i] = params[i] - lr * params[i].grad / batch_size

# %% wrong_new_list
"""The step creates new arrays: those that the network uses stay as they were.

Known as: wrong_rebinding
"""
def sgd(params, lr, batch_size):
    for param in [p.copy() for p in params]:
        param.attach_grad()
        param -= lr * param.grad / batch_size

# %% [markdown]
# ## The wrong parameters

# %% wrong_first_only
"""Only the first parameter of the list learns: the loop ends too early."""
def sgd(params, lr, batch_size):
    for param in params:
        param[:] = param - lr * param.grad / batch_size
        return

# %% wrong_last_left_out
"""The last parameter of the list is left out."""
def sgd(params, lr, batch_size):
    for i in range(len(params) - 1):
        params[i][:] = params[i] - lr * params[i].grad / batch_size

# %% wrong_weights_only
"""Only the weights learn; the biases are parameters as well."""
def sgd(params, lr, batch_size):
    for param in params[::2]:
        param[:] = param - lr * param.grad / batch_size

# %% wrong_global_parameters
"""The network's own parameters are updated, whatever list the function was given."""
def sgd(parameters, lr, batch_size):
    for param in params:
        param[:] = param - lr * param.grad / batch_size

# %% wrong_arguments_swapped
"""The learning rate is treated as the list of parameters: the first argument should be the list, the second the rate."""
def sgd(lr, params, batch_size):
    for param in params:
        param[:] = param - lr * param.grad / batch_size

# %% [markdown]
# ## Gradients are spoilt

# %% wrong_zeroed_first
"""The gradients were set to zero before they were used: the step changed nothing."""
def sgd(params, lr, batch_size):
    for param in params:
        param.grad[:] = 0
        param[:] = param - lr * param.grad / batch_size

# %% wrong_add
"""From this step on, gradients accumulate: each later backward pass is added to the earlier ones."""
def sgd(params, lr, batch_size):
    for param in params:
        param[:] = param - lr * param.grad / batch_size
        param.attach_grad("add")
