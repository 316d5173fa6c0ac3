"""The log-sum-exp without subtracting the maximum: large scores overflow."""

def softmax_cross_entropy(yhat_linear, y):
    return nd.log(nd.sum(nd.exp(yhat_linear), axis=1)) - nd.sum(y * yhat_linear, axis=1)
