"""Gluon'\''s own loss, which has the half in it."""

from __future__ import annotations


def mean_squared_error(X, w, b, y):
    return mx.gluon.loss.L2Loss()(linear(X, w, b), y).mean()
