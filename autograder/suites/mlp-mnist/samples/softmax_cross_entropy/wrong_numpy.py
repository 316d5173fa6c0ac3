"""The values are right, but they were computed outside of MXNet: autograd cannot follow, and no gradient flows."""

def softmax_cross_entropy(yhat_linear, y):
    z = yhat_linear.asnumpy()
    z = z - z.max(axis=1, keepdims=True)
    log = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    return nd.array(-(y.asnumpy() * log).sum(axis=1))
