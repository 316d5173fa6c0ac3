"""Negative entries are turned around into positive ones; they should vanish."""

def relu(X):
    return nd.abs(X)
