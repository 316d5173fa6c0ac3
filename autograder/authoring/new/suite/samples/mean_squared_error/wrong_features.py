"""Divides by the number of features instead of examples."""

from __future__ import annotations


def mean_squared_error(X, w, b, y):
    return nd.sum((linear(X, w, b) - y) ** 2) / (2 * X.shape[1])
