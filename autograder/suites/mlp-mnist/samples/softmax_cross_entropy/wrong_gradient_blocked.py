"""The value is right, but a part of the computation is shut out of the gradient."""

def softmax_cross_entropy(yhat_linear, y):
    log = nd.log_softmax(yhat_linear)
    log_sum_exp = nd.stop_gradient(yhat_linear - log)
    return -nd.sum(y * (yhat_linear - log_sum_exp), axis=1)
