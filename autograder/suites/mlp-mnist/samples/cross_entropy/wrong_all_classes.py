"""The logarithms of all classes are added up: the labels take no part."""

def cross_entropy(yhat, y):
    return -nd.sum(nd.log(yhat), axis=1)
