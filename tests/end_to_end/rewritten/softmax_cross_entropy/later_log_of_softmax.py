"""Named: softmax-cross-entropy-log-of-softmax."""

def softmax_cross_entropy(yhat_linear, y):
    return -nd.nansum(y * nd.log(softmax(yhat_linear)), axis=0, exclude=True)
