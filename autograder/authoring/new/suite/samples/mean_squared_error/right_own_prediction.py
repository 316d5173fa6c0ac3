"""Predicts by itself."""

from __future__ import annotations


def mean_squared_error(X, w, b, y):
    return nd.square(nd.sum(X * w, axis=1) + b - y).mean() / 2
