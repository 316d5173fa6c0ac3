"""The errors'\'' product with themselves."""

from __future__ import annotations


def mean_squared_error(X, w, b, y):
    errors = linear(X, w, b) - y
    return 0.5 * nd.dot(errors, errors) / errors.shape[0]
