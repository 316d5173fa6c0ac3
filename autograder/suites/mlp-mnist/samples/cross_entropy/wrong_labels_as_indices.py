"""The rows of y are used as class numbers; they are one-hot vectors, and 0 and 1 are no classes here."""

def cross_entropy(yhat, y):
    return -nd.log(nd.pick(yhat, y[:, 0], axis=1))
