"""Runs in the room beside the student's code: what a check needs that a plain call cannot do.

Called as ``student.drive("gradients", ...)``. Every function takes the student's namespace first. Students can read this
file: no expected values here.
"""

from __future__ import annotations

import mxnet as mx


def gradients(student, name, X, w, b, head, *others):
    """``name(X, w, b, *others)``, and the gradients of its ``head``-weighted sum with respect to w and b.

    Where the result hangs on nothing that autograd knows, the gradients are zero.
    """
    for parameter in (w, b):
        parameter.attach_grad()
    with mx.autograd.record():
        value = getattr(student, name)(X, w, b, *others)
        if type(value) is not mx.nd.NDArray or value.shape != head.shape:
            return value, w.grad, b.grad  # the check looks at the value first
        total = (value * head).sum() + (w * 0).sum() + (b * 0).sum()
    total.backward()
    return value, w.grad, b.grad


def with_arguments(student, name, *arguments):
    """The result of a call, and its arguments as they are after it."""
    return getattr(student, name)(*arguments), arguments
