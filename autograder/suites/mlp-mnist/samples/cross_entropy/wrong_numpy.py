"""The values are right, but they were computed outside of MXNet: autograd cannot follow, and no gradient flows."""

def cross_entropy(yhat, y):
    return nd.array(-(y.asnumpy() * np.log(yhat.asnumpy())).sum(axis=1))
