"""The bias is subtracted instead of added."""

from __future__ import annotations


def linear(X, w, b):
    return nd.dot(X, w) - b
