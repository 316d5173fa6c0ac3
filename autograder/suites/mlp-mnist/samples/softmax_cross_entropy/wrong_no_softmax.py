"""The logarithm of the scores themselves."""

def softmax_cross_entropy(yhat_linear, y):
    return -nd.sum(y * nd.log(nd.abs(yhat_linear)), axis=1)
