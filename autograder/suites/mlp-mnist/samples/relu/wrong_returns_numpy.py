"""A NumPy array comes back instead of an NDArray."""

def relu(X):
    return np.maximum(X.asnumpy(), 0)
