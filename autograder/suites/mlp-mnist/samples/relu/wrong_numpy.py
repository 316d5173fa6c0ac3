"""The values are right, but NumPy computes them: no gradient flows."""

def relu(X):
    return nd.array(np.maximum(X.asnumpy(), 0))
