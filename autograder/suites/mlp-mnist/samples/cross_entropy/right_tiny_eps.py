"""A guard against log(0) that is too small to change anything."""

def cross_entropy(yhat, y):
    return -nd.sum(y * nd.log(yhat + 1e-10), axis=1)
