"""Adds up along the columns of X, the examples, instead of the rows."""

from __future__ import annotations


def linear(X, w, b):
    return nd.sum(X * w, axis=0) + b
