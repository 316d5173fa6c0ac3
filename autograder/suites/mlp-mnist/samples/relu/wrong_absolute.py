"""Negative entries are turned around instead of becoming 0."""

def relu(X):
    return nd.abs(X)
