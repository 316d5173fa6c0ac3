"""Computed with NumPy: the values are right, but autograd loses track and nothing can be learned."""

from __future__ import annotations


def linear(X, w, b):
    return nd.array(X.asnumpy() @ w.asnumpy() + b.asnumpy())
