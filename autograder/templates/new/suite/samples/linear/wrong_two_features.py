"""Looks at the first two features only."""

def linear(X, w, b):
    return nd.dot(X[:, :2], w[:2]) + b
