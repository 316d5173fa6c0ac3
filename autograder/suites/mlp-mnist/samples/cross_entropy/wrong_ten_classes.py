"""The number of classes is written into the code: it works for ten of them only."""

def cross_entropy(yhat, y):
    return -nd.sum((y * nd.log(yhat)).reshape((-1, 10)), axis=1)
