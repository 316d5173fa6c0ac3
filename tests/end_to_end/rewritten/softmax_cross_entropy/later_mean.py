"""Named: softmax-cross-entropy-mean."""

def softmax_cross_entropy(yhat_linear, y):
    return -nd.sum(y * nd.log_softmax(yhat_linear)) / len(y)
