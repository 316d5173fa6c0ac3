"""One number comes back, the mean of the batch; each example should have a loss of its own."""

def softmax_cross_entropy(yhat_linear, y):
    return -nd.mean(nd.sum(y * nd.log_softmax(yhat_linear), axis=1))
