"""The loss is averaged over the classes: it is too small by a factor of their number."""

def cross_entropy(yhat, y):
    return -nd.mean(y * nd.log(yhat), axis=1)
