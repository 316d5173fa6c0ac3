"""linear(X, w, b): the visible checks, which students can run as well."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.checking import as_array, as_items, expect_close

WHAT = "linear(X, w, b)"
# Measured with autograder.authoring.tolerances, 50 seeds: the right samples have no error, because multiples of a quarter are
# exact in float32. The tolerance allows for other ways of rounding; the errors of wrong code are far larger.
CLOSE = {"rtol": 1e-5, "atol": 1e-5}


def draw(rng, n, d):
    """Inputs that are short to read in a message: multiples of a quarter. The bias is never 0."""
    X, w = (rng.integers(-12, 13, shape).astype(np.float32) / 4 for shape in ((n, d), d))
    return X, w, np.float32([rng.integers(2, 9) / 4])


@pytest.mark.hint("Multiply each feature by its weight, add up along each row, then add b.")
def test_by_hand(student):
    """The example of the text"""
    X, w, b = np.float32([[1, 2], [3, 4]]), np.float32([10, 1]), np.float32([0.5])
    got = as_array(student.linear(X, w, b), (2,), what=WHAT)
    expect_close(got, np.array([12.5, 34.5]), **CLOSE, what=WHAT, inputs={"X": X, "w": w, "b": b})


@pytest.mark.weight(2)
@pytest.mark.hint("One prediction for each row of X, for any number of rows and features.")
def test_values(student, rng):
    """One prediction for each example"""
    for n, d in ((1, 1), (3, 2), (4, 4), (2, 5)):
        X, w, b = draw(rng, n, d)
        expected = np.einsum("ij,j->i", X.astype(np.float64), w) + b
        got = as_array(student.linear(X, w, b), (n,), what=WHAT)
        expect_close(got, expected, **CLOSE, what=WHAT, inputs={"X": X, "w": w, "b": b})


@pytest.mark.weight(2)
@pytest.mark.hint(
    "How does a gradient come from the result back to each argument?",
    "Through the recorded operations that used the argument.",
    "Compute with operations of `mx.nd`, and with the arguments themselves.",
)
def test_gradients(student, rng):
    """The gradients of w and b"""
    X, w, b = draw(rng, 4, 3)
    head = np.float32(rng.integers(1, 9, 4) / 4)  # weights of the outputs, so that each output's gradient shows
    value, _, by_w, by_b = as_items(student.drive("gradients", "linear", head, X, w, b), 4, what=WHAT)
    as_array(value, (4,), what=WHAT)
    for got, expected, name in ((by_w, head @ X, "w"), (by_b, np.array([head.sum()]), "b")):
        what = f"the gradient of sum(head * {WHAT}) with respect to {name}"
        inputs = {"X": X, "w": w, "b": b, "head": head}
        expect_close(as_array(got, expected.shape, what=what), expected, **CLOSE, what=what, inputs=inputs)
