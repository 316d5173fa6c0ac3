"""Takes the prediction out of autograd'\''s sight: the value is right, but nothing can be learned."""

from __future__ import annotations


def mean_squared_error(X, w, b, y):
    return nd.mean((linear(X, w, b).detach() - y) ** 2) / 2
