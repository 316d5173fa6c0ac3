"""This is the squared distance between predictions and labels, another loss than the cross-entropy."""

def cross_entropy(yhat, y):
    return nd.sum((yhat - y) ** 2, axis=1)
