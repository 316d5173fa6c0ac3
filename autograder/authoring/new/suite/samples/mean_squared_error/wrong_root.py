"""Takes the root of the mean: that is the root mean squared error."""

from __future__ import annotations


def mean_squared_error(X, w, b, y):
    return nd.sqrt(nd.mean((linear(X, w, b) - y) ** 2)) / 2
