"""The half is missing: the result is twice what it should be."""

from __future__ import annotations


def mean_squared_error(X, w, b, y):
    return nd.mean((linear(X, w, b) - y) ** 2)
