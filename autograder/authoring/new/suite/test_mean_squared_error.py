"""mean_squared_error(X, w, b, y): the visible checks, which students can run as well."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.checking import as_array, as_items, expect_close

WHAT = "mean_squared_error(X, w, b, y)"
# Measured as in test_linear.py: the right samples use at most 0.003 of the tolerance.
CLOSE = {"rtol": 1e-5, "atol": 1e-5}


def draw(rng, n, d):
    """Inputs that are short to read in a message: multiples of a quarter, with errors of both signs."""
    X, w = (rng.integers(-12, 13, shape).astype(np.float32) / 4 for shape in ((n, d), d))
    b = np.float32([rng.integers(2, 9) / 4])
    errors = rng.integers(3, 13, n) / 4 * (-1) ** np.arange(n)
    return X, w, b, (X @ w + b - errors).astype(np.float32)


def errors_of(X, w, b, y):
    """The errors of the predictions, float64."""
    return X.astype(np.float64) @ w + b - y


@pytest.mark.hint("Square the error of each prediction, take the mean, and half of it.")
def test_by_hand(student):
    """Two predictions, one off by 1 and one by 3"""
    X, w, b, y = np.float32([[1], [2]]), np.float32([2]), np.float32([0]), np.float32([1, 7])
    got = as_array(student.mean_squared_error(X, w, b, y), (1,), what=WHAT)
    expect_close(got, np.array([2.5]), **CLOSE, what=WHAT, inputs={"X": X, "w": w, "b": b, "y": y})


@pytest.mark.weight(2)
@pytest.mark.hint("The mean is taken over the examples, however many there are.")
def test_values(student, rng):
    """The loss of any number of examples"""
    for n, d in ((1, 1), (3, 2), (5, 4)):
        X, w, b, y = draw(rng, n, d)
        expected = np.array([np.square(errors_of(X, w, b, y)).mean() / 2])
        got = as_array(student.mean_squared_error(X, w, b, y), (1,), what=WHAT)
        expect_close(got, expected, **CLOSE, what=WHAT, inputs={"X": X, "w": w, "b": b, "y": y})


@pytest.mark.weight(2)
@pytest.mark.hint(
    "How does a gradient come from the result back to each argument?",
    "Through the recorded operations that used the argument.",
    "Compute with operations of `mx.nd`, and with the arguments themselves.",
)
def test_gradients(student, rng):
    """The gradients of w and b"""
    X, w, b, y = draw(rng, 4, 3)
    answer = student.drive("gradients", "mean_squared_error", np.float32([1]), X, w, b, y)
    value, _, by_w, by_b, _ = as_items(answer, 5, what=WHAT)
    as_array(value, (1,), what=WHAT)
    errors = errors_of(X, w, b, y)
    for got, expected, name in ((by_w, errors @ X / 4, "w"), (by_b, np.array([errors.mean()]), "b")):
        what = f"the gradient of {WHAT} with respect to {name}"
        inputs = {"X": X, "w": w, "b": b, "y": y}
        expect_close(as_array(got, expected.shape, what=what), expected, **CLOSE, what=what, inputs=inputs)
