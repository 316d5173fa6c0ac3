"""exp of the difference to the log-sum-exp."""

def _log_sum_exp(z):
    m = nd.max(z, axis=1, keepdims=True)
    return m + nd.log(nd.sum(nd.exp(z - m), axis=1, keepdims=True))


def softmax(y_linear):
    return nd.exp(y_linear - _log_sum_exp(y_linear))
