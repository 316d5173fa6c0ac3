"""Looks at the first two features only."""

from __future__ import annotations


def linear(X, w, b):
    return nd.dot(X[:, :2], w[:2]) + b
