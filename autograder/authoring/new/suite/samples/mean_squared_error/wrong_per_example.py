"""One number for each example: the mean is missing."""

from __future__ import annotations


def mean_squared_error(X, w, b, y):
    return (linear(X, w, b) - y) ** 2 / 2
