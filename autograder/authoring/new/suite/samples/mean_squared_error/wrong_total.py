"""The sum over the examples instead of their mean."""

from __future__ import annotations


def mean_squared_error(X, w, b, y):
    return nd.sum((linear(X, w, b) - y) ** 2) / 2
