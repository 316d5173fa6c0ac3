"""softmax twice: the differences between the scores nearly vanish."""

def softmax_cross_entropy(yhat_linear, y):
    return -nd.sum(y * nd.log_softmax(nd.softmax(yhat_linear)), axis=1)
