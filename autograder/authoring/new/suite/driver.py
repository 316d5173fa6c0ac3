"""Helpers for checks that need more than a plain call. They run in the sandbox, beside the student's code.

Called as ``student.drive("gradients", ...)``. Every function takes the student's namespace first. Students can read
this file: no expected values here.
"""

from __future__ import annotations

import mxnet as mx


def gradients(student, name, head, *inputs):
    """``name(*inputs)``, then the gradient of its ``head``-weighted sum with respect to each of the inputs.

    If the result does not depend on arrays that autograd records, the gradients are zero.
    """
    for array in inputs:
        array.attach_grad()
    with mx.autograd.record():
        value = getattr(student, name)(*inputs)
        if type(value) is not mx.nd.NDArray or value.shape != head.shape:
            return [value, *(array.grad for array in inputs)]  # the check rejects the value before it reads gradients
        total = (value * head).sum()
        for array in inputs:
            total = total + (array * 0).sum()
    total.backward()
    return [value, *(array.grad for array in inputs)]
