"""The sign is missing: right answers get the smallest, most negative value."""

def cross_entropy(yhat, y):
    return nd.sum(y * nd.log(yhat), axis=1)
