"""Writes the result into the caller'\''s X."""

from __future__ import annotations


def linear(X, w, b):
    X[:, :] = X * w
    return nd.sum(X, axis=1) + b
