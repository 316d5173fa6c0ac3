"""softmax(y_linear): visible checks."""

from __future__ import annotations

import mlp_oracle as oracle
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis.extra.numpy import array_shapes

from autograder.checking import Wrong, as_array, expect_close, grid_arrays
from autograder.checking.pictures import row_sums_picture
from autograder.checking.questions import draw_short, expect_gradient, expect_kept, expect_value, head_for

CLOSE = {"rtol": 1e-4, "atol": 1e-7}  # used: 0.04
WHAT = "softmax(y_linear)"


@pytest.mark.weight(2)
@pytest.mark.hint(
    "What has to hold for the numbers of a row if they are probabilities?",
    "Each row is one example. Its entries are first made positive, then divided by something that they share.",
    "e to the power of each entry, divided by the sum of these powers over the same row.",
)
def test_known_rows(student, rng):
    """Two rows worked out by hand"""
    parts = np.stack([rng.choice(np.arange(1, 10), 3, replace=False), np.full(3, rng.integers(1, 10))])
    y_linear = np.log(parts).astype(np.float32)
    expected = parts / parts.sum(axis=1, keepdims=True)
    expect_value(student.softmax(y_linear), expected, **CLOSE, what=WHAT, inputs={"y_linear": y_linear})


@pytest.mark.weight(2)
@pytest.mark.hint(
    "Which axis counts the examples, and which one the classes?",
    "The rule for a row is the same for any number of rows and columns: follow the shape of each intermediate array.",
    "What the rows of an (n, k) array are divided by has the shape (n, 1): then it lines up.",
)
@settings(max_examples=10)  # as tests/benchmarks/examples.py measures
@given(y_linear=grid_arrays(array_shapes(min_dims=2, max_dims=2, max_side=5), low=-20, high=20))
def test_values(student, y_linear):
    """The right probabilities for any number of rows and columns"""
    expected = oracle.softmax(y_linear)
    expect_value(student.softmax(y_linear), expected, **CLOSE, what=WHAT, inputs={"y_linear": y_linear})


@pytest.mark.hint(
    "Over which entries does a sum run that makes each row add up to 1?",
    "Over those of the row. An axis that is kept with length 1 is stretched along the row in the division.",
    "Axis 1 runs along a row: sum over it, and keep it with `keepdims=True`.",
)
def test_rows_sum_to_one(student, rng):
    """Every row sums to 1, in a batch of 64"""
    y_linear = rng.normal(0, 3, (64, 10)).astype(np.float32)
    got = as_array(student.softmax(y_linear), (64, 10), what=WHAT)
    sums = got.sum(axis=1, dtype=np.float64)
    try:
        # Used: 0.04.
        expect_close(sums, np.ones(64), rtol=0, atol=1e-4, what=f"{WHAT}.sum(axis=1)", inputs={"y_linear": y_linear})
    except Wrong as wrong:
        raise Wrong(str(wrong), picture=row_sums_picture(got, title=WHAT, expected=1)) from None
    if got.min() < 0:
        raise Wrong(f"{WHAT} holds the negative number {got.min():.6g}; probabilities are not negative.")
    expect_close(got, oracle.softmax(y_linear), **CLOSE, what=WHAT, inputs={"y_linear": y_linear})


@pytest.mark.weight(2)
@pytest.mark.hint(
    "What is exp(1000) in float32, and does softmax depend on it?",
    "softmax depends on differences within a row: adding one number to the whole row changes nothing.",
    "Subtract the row's largest entry before the exponential: then none of the powers is larger than 1.",
)
def test_large_logits(student, rng):
    """Large entries do not overflow"""
    steep = oracle.steep_rows(rng)
    a = rng.uniform(5e3, 1e4)
    far = rng.permuted(np.float32([[a, -a, 0], [-a, a, a]]), axis=1)
    level = 500 + rng.normal(0, 3, (3, 4)).astype(np.float32)
    for y_linear, rtol in (
        (steep, 3e-4),
        (far, 2e-3),
        (level, 3e-4),
    ):  # so coarse is float32 there; used: 0.05, 0.11, 0.05
        expected = oracle.softmax(y_linear)
        expect_value(
            student.softmax(y_linear), expected, rtol=rtol, atol=1e-7, what=WHAT, inputs={"y_linear": y_linear}
        )


@pytest.mark.weight(3)
@pytest.mark.hint(
    "On which entries of its row does a probability depend?",
    "On all of them, so the gradient combines all. autograd works that out for recorded operations of `mx.nd`.",
    "All that the result depends on has to be recorded: the exponentials, and their sum too.",
)
def test_gradient(student, rng):
    """The gradient flows through softmax"""
    y_linear = draw_short(rng, (2, 3), 0.25, 2)
    head = head_for(rng, y_linear.shape)
    expect_gradient(
        student.drive("gradient", "softmax", y_linear, head),
        y_linear.shape,
        oracle.softmax_gradient(y_linear, head),
        rtol=1e-4,
        atol=5e-5,  # used: 0.1
        what=WHAT,
        by="y_linear",
        inputs={"y_linear": y_linear, "head": head},
    )


@pytest.mark.weight(0.5)
@pytest.mark.hint(
    "Which array holds the result, and which one does the caller still need?",
    (
        "An expression makes a new array; in-place operators such as `-=`, and `y_linear[...] = ...`, write into "
        "one that exists."
    ),
    "Compute new arrays from y_linear, and return the last of them.",
)
def test_input_unchanged(student, rng):
    """softmax returns a new array and leaves y_linear unchanged"""
    y_linear = rng.normal(0, 2, (4, 5)).astype(np.float32)
    expect_kept(student, "softmax", {"y_linear": y_linear}, oracle.softmax(y_linear), **CLOSE, what=WHAT)
