"""The bias is left out."""

def linear(X, w, b):
    return nd.dot(X, w)
