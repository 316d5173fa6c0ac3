# %% [markdown]
# # Right
# ## Other trainings

# %% right_timed
"""Epoch after epoch, until half of the time is gone."""
import time


def best_model():
    end = time.process_time() + 0.5 * best_seconds
    net, params = make_net(128, 1)
    while time.process_time() < end:
        for X, y in train_iter:
            with autograd.record():
                l = loss(net(X), y)
            l.backward()
            sgd(params, 0.3, X.shape[0])
            l.wait_to_read()
            if time.process_time() > end:
                break
    return net, params

# %% right_falling_rate
"""One wider hidden layer, and a rate that falls as the time goes by."""
import time


def best_model():
    start, allowed = time.process_time(), 0.6 * best_seconds
    net, params = make_net(200, 1)
    gone = 0.0
    while gone < 1:
        for X, y in train_iter:
            gone = (time.process_time() - start) / allowed
            if gone >= 1:
                break
            with autograd.record():
                l = loss(net(X), y)
            l.backward()
            sgd(params, 0.5 * (1 - gone) + 0.02, len(y))
            nd.waitall()
    return net, params

# %% right_momentum
"""A step with momentum, of its own making, on arrays of its own."""
import time


def best_model():
    stop = time.process_time() + 0.5 * best_seconds
    net, params = make_net(num_hiddens, 1)
    velocities = [nd.zeros_like(param) for param in params]
    count = sum(param.size for param in params)
    assert count <= best_parameters
    while time.process_time() < stop:
        for X, y in train_iter:
            with autograd.record():
                l = loss(net(X), y)
            l.backward()
            for param, velocity in zip(params, velocities):
                velocity[:] = 0.9 * velocity - 0.05 * param.grad / y.shape[0]
                param[:] = param + velocity
            nd.waitall()
            if time.process_time() >= stop:
                break
    return net, params

# %% [markdown]
# # Wrong
# ## Nothing was learned

# %% wrong_untrained
"""The returned network has learned nothing: its arrays are as they were drawn."""
def best_model():
    net, params = make_net(128, 1)
    return net, params

# %% wrong_steps_of_another
"""The returned network has learned nothing: its arrays are as they were drawn.

Known as: wrong_untrained
"""
import time


def best_model():
    end = time.process_time() + 0.2 * best_seconds
    model, parameters = make_net(128, 1)
    for X, y in train_iter:
        with autograd.record():
            l = loss(model(X), y)
        l.backward()
        sgd(params, 0.3, X.shape[0])
        l.wait_to_read()
        if time.process_time() > end:
            break
    return model, parameters

# %% [markdown]
# ## The wrong form of result

# %% wrong_accuracy
"""An accuracy is returned; the network and the list of its arrays are expected."""
import time


def best_model():
    end = time.process_time() + 0.3 * best_seconds
    net, params = make_net(128, 1)
    for X, y in train_iter:
        with autograd.record():
            l = loss(net(X), y)
        l.backward()
        sgd(params, 0.3, X.shape[0])
        l.wait_to_read()
        if time.process_time() > end:
            break
    return evaluate_accuracy(test_iter, net)

# %% wrong_net_only
"""The network is returned without the list of its arrays."""
import time


def best_model():
    end = time.process_time() + 0.3 * best_seconds
    net, params = make_net(128, 1)
    for X, y in train_iter:
        with autograd.record():
            l = loss(net(X), y)
        l.backward()
        sgd(params, 0.3, X.shape[0])
        l.wait_to_read()
        if time.process_time() > end:
            break
    return net

# %% wrong_other_parameters
"""The returned list is not that of the trained network: its arrays belong to another one."""
import time


def best_model():
    end = time.process_time() + 0.3 * best_seconds
    net, arrays = make_net(128, 1)
    for X, y in train_iter:
        with autograd.record():
            l = loss(net(X), y)
        l.backward()
        sgd(arrays, 0.3, X.shape[0])
        l.wait_to_read()
        if time.process_time() > end:
            break
    return net, params

# %% [markdown]
# ## Beyond the limits

# %% wrong_out_of_time
"""The training takes longer than allowed: it does not stop when the time is over."""
def best_model():
    net, params = make_net(128, 1)
    for epoch in range(100):
        for X, y in train_iter:
            with autograd.record():
                l = loss(net(X), y)
            l.backward()
            sgd(params, 0.3, X.shape[0])
            l.wait_to_read()
    return net, params

# %% wrong_too_large
"""The network has more parameters than are allowed."""
import time


def best_model():
    end = time.process_time() + 0.3 * best_seconds
    net, params = make_net(1024, 1)
    for X, y in train_iter:
        with autograd.record():
            l = loss(net(X), y)
        l.backward()
        sgd(params, 0.3, X.shape[0])
        l.wait_to_read()
        if time.process_time() > end:
            break
    return net, params
