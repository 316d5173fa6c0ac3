"""cross_entropy(yhat, y): visible checks."""

from __future__ import annotations

import mlp_oracle as oracle
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.checking import grid_arrays
from autograder.checking.questions import expect_gradient, expect_kept, expect_value, head_for

CLOSE = {"rtol": 1e-4, "atol": 2e-6}  # used: 0.03
WHAT = "cross_entropy(yhat, y)"


@st.composite
def examples(draw):
    """Rows of probabilities, none of them 0, and one-hot labels."""
    n, k = draw(st.integers(1, 4)), draw(st.integers(2, 6))
    classes = draw(st.lists(st.integers(0, k - 1), min_size=n, max_size=n))
    parts = draw(grid_arrays((n, k), low=1, high=20))
    return parts / parts.sum(axis=1, keepdims=True), oracle.one_hot(classes, k)


@pytest.mark.weight(2)
@pytest.mark.hint(
    "Of all probabilities in a row, on which does the loss depend?",
    "y is 1 at the right class and 0 elsewhere: multiplied by it, a row keeps one entry.",
    "The loss of an example is minus the natural logarithm of the probability of its right class.",
)
def test_known_losses(student, rng):
    """Three losses worked out by hand"""
    parts = rng.integers(1, 10, (3, 3))
    yhat = (parts / parts.sum(axis=1, keepdims=True)).astype(np.float32)
    classes = rng.integers(0, 3, 3)
    y = oracle.one_hot(classes, 3)
    expected = np.log(parts.sum(axis=1) / parts[np.arange(3), classes])
    expect_value(student.cross_entropy(yhat, y), expected, **CLOSE, what=WHAT, inputs={"yhat": yhat, "y": y})


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
    yhat, y = example
    expected = oracle.cross_entropy(yhat, y)
    expect_value(student.cross_entropy(yhat, y), expected, **CLOSE, what=WHAT, inputs={"yhat": yhat, "y": y})


@pytest.mark.weight(2)
@pytest.mark.hint(
    "How does -log(p) change when p grows a little?",
    "Only the probability of the right class has a gradient; for the other classes it is 0.",
    "The slope is -1/p at the right class. Recorded operations of `mx.nd` carry it by themselves.",
)
def test_gradient(student, rng):
    """The gradient with respect to yhat"""
    yhat = rng.permuted(np.float32([[0.5, 0.375, 0.125], [0.25, 0.125, 0.625], [0.5, 0.25, 0.25]]), axis=1)
    y = oracle.one_hot(rng.permutation(3), 3)
    head = head_for(rng, (3,))
    expect_gradient(
        student.drive("gradient", "cross_entropy", yhat, head, y),
        (3,),
        oracle.cross_entropy_gradient(yhat, y, head),
        rtol=1e-4,
        atol=1e-5,  # used: 0.001
        what=WHAT,
        by="yhat",
        inputs={"yhat": yhat, "y": y, "head": head},
    )


@pytest.mark.weight(0.5)
@pytest.mark.hint(
    "Which array holds the result, and which one does the caller still need?",
    (
        "An expression makes a new array; in-place operators such as `-=`, and `yhat[...] = ...`, write into one "
        "that exists."
    ),
    "Compute new arrays from yhat, and return the last of them.",
)
def test_inputs_unchanged(student, rng):
    """cross_entropy leaves yhat and y unchanged"""
    yhat = oracle.softmax(rng.normal(0, 1, (5, 4))).astype(np.float32)
    y = oracle.one_hot(rng.integers(0, 4, 5), 4)
    expect_kept(student, "cross_entropy", {"yhat": yhat, "y": y}, oracle.cross_entropy(yhat, y), **CLOSE, what=WHAT)
