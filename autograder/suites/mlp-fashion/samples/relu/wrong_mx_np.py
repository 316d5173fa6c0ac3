"""An array of MXNet's other kind comes back, the NumPy-like one: the two kinds do not mix."""

def relu(X):
    return mx.np.maximum(X.as_np_ndarray(), 0)
