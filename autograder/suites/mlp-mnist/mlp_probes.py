"""Questions that several checks of this suite ask, in the student's terms.

Each asks the guest once, sees that the answer has the kind and shape of an honest one, and compares it.
"""

from __future__ import annotations

import numpy as np

from autograder.checking import as_array, as_items, expect_close

CUT = (
    "The gradient is zero everywhere: autograd lost track. Stay within mx.nd operations; .asnumpy(), nd.array(...) and "
    ".detach() cut the computation off."
)


def expect_value(result, expected, *, rtol, atol, what, inputs=None):
    """``result`` is a float32 NDArray with these values."""
    got = as_array(result, expected.shape, what=what)
    expect_close(got, expected, rtol=rtol, atol=atol, what=what, inputs=inputs)


def expect_gradient(result, shape, expected, *, rtol, atol, what, by, inputs=None):
    """``result`` is the driver's (value, gradient): a value of ``shape``, and this gradient with respect to ``by``."""
    value, gradient = as_items(result, 2, what=what)
    as_array(value, shape, what=what)
    named = f"the gradient of sum(head * {what}) with respect to {by}"
    got = as_array(gradient, expected.shape, what=named)
    expect_close(got, expected, rtol=rtol, atol=atol, what=named, inputs=inputs, note=cut_note(got, expected))


def cut_note(got, expected):
    """A hint where a gradient vanished that should not."""
    return CUT if expected.any() and not got.any() else ""


def head_for(rng, shape):
    """Weights of the outputs: random, never all ones, so that every output's gradient is seen for itself."""
    return rng.uniform(0.5, 2.0, shape).astype(np.float32) * rng.choice(np.float32([-1, 1]), shape)
