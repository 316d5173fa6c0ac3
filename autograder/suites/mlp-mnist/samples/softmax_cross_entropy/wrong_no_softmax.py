"""The scores are used as if they were probabilities already: nothing makes them positive and sum to 1."""

def softmax_cross_entropy(yhat_linear, y):
    return -nd.sum(y * nd.log(nd.abs(yhat_linear)), axis=1)
