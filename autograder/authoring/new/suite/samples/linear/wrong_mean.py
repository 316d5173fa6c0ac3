"""Takes the mean over the features instead of their sum."""

from __future__ import annotations


def linear(X, w, b):
    return nd.mean(X * w, axis=1) + b
