"""The sign is missing: losses come out negative, and training would make the network worse."""

def softmax_cross_entropy(yhat_linear, y):
    return nd.sum(y * nd.log_softmax(yhat_linear), axis=1)
