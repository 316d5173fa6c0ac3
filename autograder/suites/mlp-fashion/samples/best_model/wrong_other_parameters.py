"""The list that comes back is not that of the trained network: its arrays belong to another one."""

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
