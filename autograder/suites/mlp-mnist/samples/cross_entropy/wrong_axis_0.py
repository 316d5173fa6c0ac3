"""One value per class instead of one per example."""

def cross_entropy(yhat, y):
    return -nd.sum(y * nd.log(yhat), axis=0)
