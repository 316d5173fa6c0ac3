"""There is one value per class where there should be one per example: the sum runs over the wrong axis."""

def cross_entropy(yhat, y):
    return -nd.sum(y * nd.log(yhat), axis=0)
