"""A product with w as a column."""

from __future__ import annotations


def linear(X, w, b):
    return nd.dot(X, w.reshape((-1, 1))).reshape((-1,)) + b
