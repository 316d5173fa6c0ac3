"""A NumPy array comes back where an MXNet array is needed: autograd cannot follow it."""

def relu(X):
    return np.maximum(X.asnumpy(), 0)
