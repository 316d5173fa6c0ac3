"""The logarithm has the wrong base: every loss is off by the same factor."""

def cross_entropy(yhat, y):
    return -nd.sum(y * nd.log2(yhat), axis=1)
