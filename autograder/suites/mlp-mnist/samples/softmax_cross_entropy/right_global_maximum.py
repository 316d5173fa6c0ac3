"""The log-sum-exp by hand, with the maximum of the batch."""

def softmax_cross_entropy(yhat_linear, y):
    shifted = yhat_linear - nd.max(yhat_linear)
    return nd.log(nd.sum(nd.exp(shifted), axis=1)) - nd.sum(y * shifted, axis=1)
