"""The logarithms of all classes are added up; the label is not used."""

def cross_entropy(yhat, y):
    return -nd.sum(nd.log(yhat), axis=1)
