# %% [markdown]
# # Right
# ## In place

# %% right_in_place_operator
"""The in-place operator of NDArray."""
def SGD(params, lr):
    for param in params:
        param -= lr * param.grad

# %% right_slice_operator
"""The in-place operator on the whole slice, by index."""
def SGD(params, lr):
    for i in range(len(params)):
        params[i][:] -= lr * params[i].grad

# %% right_out
"""The difference is written into the parameter."""
def SGD(params, lr):
    for param in list(params):
        nd.elemwise_sub(param, lr * param.grad, out=param)

# %% right_copyto
"""The new values are copied into the parameter."""
def SGD(params, lr):
    for param in params:
        (param - lr * param.grad).copyto(param)

# %% [markdown]
# ## MXNet's own updates

# %% right_sgd_update
"""MXNet's own update, written into the parameter."""
def SGD(params, lr):
    for param in params:
        nd.sgd_update(param, param.grad, lr=lr, wd=0.0, out=param)

# %% right_multi_update
"""One call of MXNet's for all parameters."""
def SGD(params, lr):
    pairs = [array for param in params for array in (param, param.grad)]
    n = len(params)
    nd.multi_sgd_update(*pairs, lrs=[lr] * n, wds=[0.0] * n, num_weights=n, out=list(params))

# %% right_optimizer
"""MXNet's own optimizer, made for each step."""
def SGD(params, lr):
    optimizer = mx.optimizer.SGD(learning_rate=lr, rescale_grad=1.0, wd=0.0)
    for i, param in enumerate(params):
        optimizer.update(i, param, param.grad, optimizer.create_state(i, param))

# %% [markdown]
# ## Other styles

# %% right_helper
"""A helper for one parameter, and the gradients listed first."""
def _descend(param, grad, lr):
    param[:] += -lr * grad


def SGD(params, lr):
    grads = [param.grad for param in params]
    for param, grad in zip(params, grads):
        _descend(param, grad, lr)

# %% right_no_recording
"""The step is worked out beside the parameter, with recording paused."""
def SGD(params, lr):
    with autograd.pause():
        for param in params:
            step = param.grad.copy()
            step *= lr
            param[:] = param - step

# %% right_numpy
"""Worked out in NumPy and written back: a step needs no gradient of its own."""
def SGD(params, lr):
    for param in params:
        param[:] = param.asnumpy() - lr * param.grad.asnumpy()

# %% [markdown]
# ## Gradients are reset after the step

# %% right_zeroed_afterwards
"""The gradient is set to 0 after the step."""
def SGD(params, lr):
    for param in params:
        param[:] = param - lr * param.grad
        param.grad[:] = 0

# %% right_attached_again
"""A new gradient buffer after each step, of the default kind."""
def SGD(params, lr):
    for param in params:
        param[:] = param - lr * param.grad
        param.attach_grad()

# %% [markdown]
# # Wrong
# ## The learning rate

# %% wrong_no_rate
"""The whole gradient is subtracted: the learning rate is not used."""
def SGD(params, lr):
    for param in params:
        param[:] = param - param.grad

# %% wrong_rate_ignored
"""The learning rate is hard-coded: the caller's choice has no effect."""
def SGD(params, lr):
    for param in params:
        param[:] = param - 0.1 * param.grad

# %% wrong_rate_ignored_hundredth
"""The learning rate is hard-coded: the caller's choice has no effect.

Known as: wrong_rate_ignored
"""
def SGD(params, lr):
    lr = 0.01
    for param in params:
        param[:] = param - lr * param.grad

# %% wrong_rate_bounded
"""Large learning rates are reduced; the rate is the caller's choice."""
def SGD(params, lr):
    for param in params:
        param[:] = param - min(lr, 1.0) * param.grad

# %% wrong_batch_size
"""The step is too small: it is divided by a batch size, although the learning rate already accounts for that."""
def SGD(params, lr):
    for param in params:
        param[:] = param - lr * param.grad / 64

# %% [markdown]
# ## Another step

# %% wrong_plus
"""The step goes uphill: it follows the gradient instead of going against it."""
def SGD(params, lr):
    for param in params:
        param[:] = param + lr * param.grad

# %% wrong_sign_only
"""Only the sign of the gradient counts: each entry takes a step of the same size, however large its gradient is."""
def SGD(params, lr):
    for param in params:
        param[:] = param - lr * nd.sign(param.grad)

# %% wrong_mean_of_gradient
"""The gradient is averaged to one number: all entries of a parameter take the same step."""
def SGD(params, lr):
    for param in params:
        param[:] = param - lr * param.grad.mean()

# %% wrong_times_parameter
"""The step is proportional to the parameter itself; it should depend on the gradient and the rate alone."""
def SGD(params, lr):
    for param in params:
        param[:] = param * (1 - lr * param.grad)

# %% wrong_clipped
"""Large gradients are clipped; plain gradient descent uses them as they are."""
def SGD(params, lr):
    for param in params:
        param[:] = param - lr * nd.clip(param.grad, -5, 5)

# %% wrong_clipped_to_one
"""Large gradients are clipped; plain gradient descent uses them as they are.

Known as: wrong_clipped
"""
def SGD(params, lr):
    for param in params:
        param[:] = param - lr * nd.clip(param.grad, -1, 1)

# %% wrong_momentum
"""A part of the previous step is repeated; plain gradient descent remembers nothing from one step to the next."""
_velocity = {}


def SGD(params, lr):
    for i, param in enumerate(params):
        _velocity[i, param.shape] = 0.9 * _velocity.get((i, param.shape), 0) - lr * param.grad
        param[:] = param + _velocity[i, param.shape]

# %% wrong_weight_decay
"""Every parameter also shrinks a little: that is weight decay, another method."""
def SGD(params, lr):
    for param in params:
        param[:] = (1 - 0.01 * lr) * param - lr * param.grad

# %% [markdown]
# ## The network's arrays stay as they were

# %% wrong_nothing
"""No parameter changes: the arrays that the network uses are the same after the step as before.

Known as: wrong_rebinding
"""
def SGD(params, lr):
    return params

# %% wrong_rebinding
"""No array that the network uses has changed: the new values are in new arrays, which nothing uses."""
def SGD(params, lr):
    for param in params:
        param = param - lr * param.grad

# %% wrong_rebinding_in_list
"""The list now holds new arrays, without gradients; the network keeps the old ones, which did not change."""
def SGD(params, lr):
    for i in range(len(params)):
        params[i] = params[i] - lr * params[i].grad

# %% wrong_copies
"""The step creates new arrays: those that the network uses stay as they were.

Known as: wrong_rebinding
"""
def SGD(params, lr):
    for param in [p.copy() for p in params]:
        param.attach_grad()
        param -= lr * param.grad

# %% [markdown]
# ## The wrong parameters

# %% wrong_first_only
"""Only the first parameter of the list learns: the loop ends too early."""
def SGD(params, lr):
    for param in params:
        param[:] = param - lr * param.grad
        return

# %% wrong_last_left_out
"""The last parameter of the list is left out."""
def SGD(params, lr):
    for param in params[:-1]:
        param[:] = param - lr * param.grad

# %% wrong_global_parameters
"""The network's own parameters are updated, whatever list the function was given."""
def SGD(parameters, lr):
    for param in params:
        param[:] = param - lr * param.grad

# %% wrong_arguments_swapped
"""The learning rate is treated as the list of parameters: the first argument should be the list, the second the rate."""
def SGD(lr, params):
    for param in params:
        param[:] = param - lr * param.grad

# %% [markdown]
# ## Gradients are spoilt

# %% wrong_zeroed_first
"""The gradients were set to zero before they were used: the step changed nothing."""
def SGD(params, lr):
    for param in params:
        param.grad[:] = 0
        param[:] = param - lr * param.grad

# %% wrong_add
"""From this step on, gradients accumulate: each later backward pass is added to the earlier ones."""
def SGD(params, lr):
    for param in params:
        param[:] = param - lr * param.grad
        param.attach_grad("add")

# %% wrong_null
"""After the first step no gradient is stored any more: the parameters have lost their place for it."""
def SGD(params, lr):
    for param in params:
        param[:] = param - lr * param.grad
        param.attach_grad("null")
