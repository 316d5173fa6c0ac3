"""A number is added to the probability before the logarithm, and it is large enough to change the loss.

Known as: wrong_eps
"""

def cross_entropy(yhat, y):
    return -nd.sum(y * nd.log(yhat + 1e-4), axis=1)
