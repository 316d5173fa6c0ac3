"""softmax(y_linear): hidden checks."""

from __future__ import annotations

import mlp_oracle as oracle
import numpy as np
import pytest

from autograder.checking.questions import expect_gradient, expect_in_turn, expect_value, head_for

CLOSE = {"rtol": 1e-4, "atol": 1e-7}  # used: 0.04
WHAT = "softmax(y_linear)"


@pytest.mark.hint(
    "In a square batch, how do rows and columns differ? And what does one call know of another?",
    "Rows are examples, whatever the shape. Each call depends on its own argument, and returns an array of its own.",
    "Axis 1 runs along a row; compute the result anew in each call.",
)
def test_square_batches_in_turn(student, rng):
    """As many rows as columns, and two calls in turn

    In a square batch, a wrong axis shows in the values only. Two calls with one shape must not share a result.
    """
    batches = [rng.normal(0, 2, (5, 5)).astype(np.float32) for _ in range(2)]
    expected = [oracle.softmax(batch) for batch in batches]
    expect_in_turn(student, "softmax", [[batch] for batch in batches], expected, **CLOSE, what=WHAT)


@pytest.mark.hint(
    "What is exp(-1000) in float32, and what does a sum of such numbers come to?",
    "A row near -1000 has the same softmax as the same row moved up.",
    "Subtract the row's largest entry: then one of its exponentials is 1, and their sum at least 1.",
)
def test_very_negative_rows(student, rng):
    """Rows in which every entry is negative, even near -1000

    Only differences within a row matter: a row near -1000 has the same probabilities as the same row near 0.
    """
    for shift in (-1000, -40):
        y_linear = (shift + rng.uniform(-3, 3, (4, 6))).astype(np.float32)
        # Used: 0.1.
        expect_value(student.softmax(y_linear), oracle.softmax(y_linear), rtol=3e-4, atol=1e-7, what=WHAT)


@pytest.mark.hint(
    "What do other rows have to do with the probabilities of one row?",
    "Nothing: the entries of a row alone decide, at whatever level they are.",
    "A row is divided by the sum of its own exponentials, and by nothing more.",
)
def test_rows_far_apart(student, rng):
    """Rows at different levels in one batch

    One row lies 15, another 30 below the first. Each must still sum to 1.
    """
    y_linear = (rng.uniform(-2, 2, (3, 5)) - [[0], [15], [30]]).astype(np.float32)
    expect_value(student.softmax(y_linear), oracle.softmax(y_linear), **CLOSE, what=WHAT)


@pytest.mark.weight(0.5)
@pytest.mark.hint(
    "Does the rule for one row depend on the size of the batch?",
    "No: the array itself says how many rows and columns there are.",
    "Maxima and sums along axis 1 work for every shape (n, k), also for (n, 1) and (1, k).",
)
def test_unusual_shapes(student, rng):
    """One row, two classes, a thousand rows, equal entries, one class

    softmax works for any number of examples and classes, the smallest and the largest included.
    """
    for shape in ((1, 10), (7, 2), (1024, 10), (3, 100), (4, 1)):
        y_linear = rng.normal(0, 3, shape).astype(np.float32)
        expect_value(student.softmax(y_linear), oracle.softmax(y_linear), **CLOSE, what=WHAT)
    expect_value(student.softmax(np.full((2, 4), 3, np.float32)), np.full((2, 4), 0.25), **CLOSE, what=WHAT)


@pytest.mark.weight(2)
@pytest.mark.hint(
    "Can a result be right while its gradient is not a number?",
    (
        "A gradient passes through every intermediate value: where one of them overflows, it becomes NaN, even if "
        "the result does not show it."
    ),
    (
        "Only differences within a row matter. Subtract the row's largest entry first: then exponentials are taken"
        " of numbers up to 0 only."
    ),
)
def test_gradient_of_large_logits(student, rng):
    """The gradient with large entries, entries near -1000, equal entries, and rows at different levels

    Training meets such entries sooner or later; the gradient must be finite and right there, too.
    """
    far = rng.uniform(5e3, 1e4)
    for y_linear in (
        oracle.steep_rows(rng),
        rng.permuted(np.float32([[far, -far, 0], [-far, far, far]]), axis=1),
        np.full((2, 4), 3, np.float32),
        rng.normal(0, 3, (4, 1)).astype(np.float32),
        (800 + rng.normal(0, 2, (3, 4))).astype(np.float32),
        (-1000 + rng.uniform(-3, 3, (4, 6))).astype(np.float32),
        (rng.uniform(-2, 2, (3, 5)) - [[0], [15], [30]]).astype(np.float32),
    ):
        head = head_for(rng, y_linear.shape)
        expect_gradient(
            student.drive("gradient", "softmax", y_linear, head),
            y_linear.shape,
            oracle.softmax_gradient(y_linear, head),
            rtol=5e-4,
            atol=1e-4,  # used: 0.05
            what=WHAT,
            by="y_linear",
        )
