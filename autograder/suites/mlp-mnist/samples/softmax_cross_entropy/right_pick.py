"""The right class's log-probability by its number."""

def softmax_cross_entropy(yhat_linear, y):
    return -nd.pick(nd.log_softmax(yhat_linear, axis=1), y.argmax(axis=1))
