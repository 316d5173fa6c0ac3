"""The one-hot rows are used as if they held class numbers."""

def cross_entropy(yhat, y):
    return -nd.log(nd.pick(yhat, y[:, 0], axis=1))
