"""What is added inside the logarithm is too large to go unnoticed."""

def cross_entropy(yhat, y):
    return -nd.sum(y * nd.log(yhat + 1e-5), axis=1)
