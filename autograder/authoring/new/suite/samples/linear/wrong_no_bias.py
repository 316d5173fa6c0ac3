"""The bias is left out."""

from __future__ import annotations


def linear(X, w, b):
    return nd.dot(X, w)
