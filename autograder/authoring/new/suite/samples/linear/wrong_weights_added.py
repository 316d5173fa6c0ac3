"""Weights are added to the features, not multiplied with them."""

from __future__ import annotations


def linear(X, w, b):
    return nd.sum(X + w, axis=1) + b
