"""softmax_cross_entropy(yhat_linear, y): visible checks."""

from __future__ import annotations

import mlp_oracle as oracle
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.checking import grid_arrays
from autograder.checking.questions import draw_short, expect_gradient, expect_kept, expect_value, head_for

CLOSE = {"rtol": 1e-4, "atol": 4e-5}  # used: 0.08
WHAT = "softmax_cross_entropy(yhat_linear, y)"


@st.composite
def examples(draw):
    """Rows of scores and one-hot labels."""
    n, k = draw(st.integers(1, 4)), draw(st.integers(2, 6))
    classes = draw(st.lists(st.integers(0, k - 1), min_size=n, max_size=n))
    return draw(grid_arrays((n, k), low=-10, high=10)), oracle.one_hot(classes, k)


@pytest.mark.weight(2)
@pytest.mark.hint(
    "The scores are not probabilities yet: what turns a row of them into some?",
    "This function is softmax followed by cross-entropy. The label picks one class of each row.",
    "The loss of an example is log(sum(exp(scores))) of its row, minus the score of the right class.",
)
def test_known_losses(student, rng):
    """Three losses worked out by hand"""
    parts = rng.integers(1, 10, (3, 3))
    yhat_linear = np.log(parts).astype(np.float32)
    classes = rng.integers(0, 3, 3)
    y = oracle.one_hot(classes, 3)
    expected = np.log(parts.sum(axis=1) / parts[np.arange(3), classes])
    given = {"yhat_linear": yhat_linear, "y": y}
    expect_value(student.softmax_cross_entropy(yhat_linear, y), expected, **CLOSE, what=WHAT, inputs=given)


@pytest.mark.weight(2)
@pytest.mark.hint(
    "How many losses does a batch of n examples have?",
    "One for each example: whatever is summed runs along the classes, which is axis 1.",
    "The result has the shape (n,), and nothing is summed or averaged over the batch.",
)
@settings(max_examples=10)  # as tests/benchmarks/examples.py measures
@given(example=examples())
def test_values(student, example):
    """One loss per example, for any number of examples and classes"""
    yhat_linear, y = example
    expected = oracle.softmax_cross_entropy(yhat_linear, y)
    given = {"yhat_linear": yhat_linear, "y": y}
    expect_value(student.softmax_cross_entropy(yhat_linear, y), expected, **CLOSE, what=WHAT, inputs=given)


@pytest.mark.weight(2)
@pytest.mark.hint(
    "What is log(exp(-1000)) on paper, and what in float32?",
    "The logarithm of a quotient is a difference: simplify on paper what cannot be computed in two steps.",
    "With m for the largest score of a row, log(sum(exp(scores))) is m + log(sum(exp(scores - m))).",
)
def test_large_scores(student, rng):
    """Large scores: no overflow, no underflow, no lower bound"""
    top = float(rng.integers(900, 1001))
    rows = np.float32([[top, 0, 0, 0], [top, 0, 0, 0], [0, top, top, 0]])
    yhat_linear, y = oracle.shuffled(rng, rows, [1, 0, 2])
    expected = np.array([top, 0, np.log(2)])
    given = {"yhat_linear": yhat_linear, "y": y}
    result = student.softmax_cross_entropy(yhat_linear, y)
    # Used: 0.14. Where scores are near 1000, float32 numbers are 6e-5 apart.
    expect_value(result, expected, rtol=1e-5, atol=2e-4, what=WHAT, inputs=given)


@pytest.mark.weight(3)
@pytest.mark.hint(
    "How does the loss change when one score of the row grows?",
    "On paper the gradient is softmax(yhat_linear) - y, for each example.",
    "Recorded operations of `mx.nd` carry it by themselves, if all that the loss depends on is recorded.",
)
def test_gradient(student, rng):
    """The gradient with respect to the scores"""
    yhat_linear = draw_short(rng, (3, 3), 0.25, 2)
    y = oracle.one_hot(rng.permutation(3), 3)
    head = head_for(rng, (3,))
    expect_gradient(
        student.drive("gradient", "softmax_cross_entropy", yhat_linear, head, y),
        (3,),
        oracle.softmax_cross_entropy_gradient(yhat_linear, y, head),
        rtol=1e-4,
        atol=4e-5,  # used: 0.13
        what=WHAT,
        by="yhat_linear",
        inputs={"yhat_linear": yhat_linear, "y": y, "head": head},
    )


@pytest.mark.weight(0.5)
@pytest.mark.hint(
    "Which array holds the result, and which one does the caller still need?",
    (
        "An expression makes a new array; in-place operators such as `-=`, and `yhat_linear[...] = ...`, write "
        "into one that exists."
    ),
    "Compute new arrays from yhat_linear, and return the last of them.",
)
def test_inputs_unchanged(student, rng):
    """softmax_cross_entropy leaves yhat_linear and y unchanged"""
    yhat_linear = rng.normal(0, 2, (5, 4)).astype(np.float32)
    y = oracle.one_hot(rng.integers(0, 4, 5), 4)
    expected = oracle.softmax_cross_entropy(yhat_linear, y)
    given = {"yhat_linear": yhat_linear, "y": y}
    expect_kept(student, "softmax_cross_entropy", given, expected, **CLOSE, what=WHAT)
