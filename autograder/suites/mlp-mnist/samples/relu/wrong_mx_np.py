"""An array of MXNet's other kind, mx.np, comes back: the two do not mix."""

def relu(X):
    return mx.np.maximum(X.as_np_ndarray(), 0)
