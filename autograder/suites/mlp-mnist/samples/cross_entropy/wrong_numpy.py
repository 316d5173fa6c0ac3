"""The values are right, but NumPy computes them: no gradient flows."""

def cross_entropy(yhat, y):
    return nd.array(-(y.asnumpy() * np.log(yhat.asnumpy())).sum(axis=1))
