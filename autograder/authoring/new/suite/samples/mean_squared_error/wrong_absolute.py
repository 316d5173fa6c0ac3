"""Takes the size of each error instead of its square."""

from __future__ import annotations


def mean_squared_error(X, w, b, y):
    return nd.mean(nd.abs(linear(X, w, b) - y)) / 2
