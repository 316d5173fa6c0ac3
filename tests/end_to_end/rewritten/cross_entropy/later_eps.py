"""Named: cross-entropy-eps."""

def cross_entropy(yhat, y):
    return -nd.sum(y * nd.log(yhat + 1e-3), axis=1)
