"""The network that comes back has learned nothing: its arrays are as they were drawn.

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
