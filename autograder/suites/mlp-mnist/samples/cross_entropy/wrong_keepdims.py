"""The values are right, but an axis of length 1 is left over: later sums and products would broadcast."""

def cross_entropy(yhat, y):
    return -nd.sum(y * nd.log(yhat), axis=1, keepdims=True)
