"""An accuracy comes back; asked for are the network and its list of arrays."""

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
