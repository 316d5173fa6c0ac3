"""It trains for longer than it may: it has no eye on the clock, and an epoch takes as long as it takes."""


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
