"""Zeros of the right shape, with device and dtype written out."""

def relu(X):
    return nd.maximum(X, nd.zeros(X.shape, ctx=mx.cpu(), dtype="float32"))
