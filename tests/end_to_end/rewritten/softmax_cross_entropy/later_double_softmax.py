"""Named: softmax-cross-entropy-double-softmax."""

def softmax_cross_entropy(yhat_linear, y):
    probs = nd.softmax(yhat_linear)
    return -nd.sum(y * nd.log_softmax(probs, axis=1), axis=1)
