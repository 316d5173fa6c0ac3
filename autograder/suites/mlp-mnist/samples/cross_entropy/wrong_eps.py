"""A number is added to the probability before the logarithm, and it is large enough to change the loss."""

def cross_entropy(yhat, y):
    return -nd.sum(y * nd.log(yhat + 1e-5), axis=1)
