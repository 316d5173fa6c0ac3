"""Named: SGD-weight-decay."""

def SGD(weights, eta):
    for w in weights:
        nd.sgd_update(w, w.grad, lr=eta, wd=0.01, out=w)
