"""Large entries do not come through unchanged: there is an upper bound, and relu has none."""

def relu(X):
    return nd.clip(X, 0, 6)
