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
