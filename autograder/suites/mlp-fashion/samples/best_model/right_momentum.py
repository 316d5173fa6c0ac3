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
