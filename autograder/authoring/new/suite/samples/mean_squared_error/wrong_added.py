"""Adds the true value instead of subtracting it."""

from __future__ import annotations


def mean_squared_error(X, w, b, y):
    return nd.mean((linear(X, w, b) + y) ** 2) / 2
