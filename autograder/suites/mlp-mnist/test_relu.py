"""relu(X): visible checks."""

from __future__ import annotations

import mlp_oracle as oracle
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis.extra.numpy import array_shapes

from autograder.checking import grid_arrays
from autograder.checking.questions import draw_short, expect_gradient, expect_kept, expect_value, head_for

EXACT = {"rtol": 1e-6, "atol": 0.0}  # used: nothing


@pytest.mark.weight(2)
@pytest.mark.hint(
    "What becomes of a negative entry, and what of a positive one?",
    "relu treats each entry by itself; the result has the shape of X.",
    "Each entry of the result is the larger of two numbers: the entry of X, and 0.",
)
@settings(max_examples=10)  # as tests/benchmarks/examples.py measures
# No axis of length 1: what a function keeps of such a first call would broadcast, and be right ever after.
@given(X=grid_arrays(array_shapes(min_dims=1, max_dims=4, min_side=2, max_side=3), low=-8, high=8))
def test_values(student, X):
    """Negative entries become 0, positive entries stay as they are"""
    expect_value(student.relu(X), oracle.relu(X), **EXACT, what="relu(X)", inputs={"X": X})


@pytest.mark.weight(2)
@pytest.mark.hint(
    "How fast does relu grow with its argument, on either side of 0?",
    "The chain rule multiplies the gradient that arrives at an entry by the slope there.",
    (
        "The slope is 1 where X is positive and 0 where it is negative. Recorded operations of `mx.nd` carry it by"
        " themselves."
    ),
)
def test_gradient(student, rng):
    """The gradient passes where X is positive and stops where X is negative"""
    X = draw_short(rng, (2, 4), 0.25, 3)
    head = head_for(rng, X.shape)
    expect_gradient(
        student.drive("gradient", "relu", X, head),
        X.shape,
        oracle.relu_gradient(X, head),
        rtol=1e-5,
        atol=1e-6,  # used: nothing
        what="relu(X)",
        by="X",
        inputs={"X": X, "head": head},
    )


@pytest.mark.hint(
    "Which array holds the result, and which one does the caller still need?",
    (
        "An expression makes a new array; in-place operators such as `-=`, and `X[...] = ...`, write into one that"
        " exists."
    ),
    "Compute new arrays from X, and return the last of them.",
)
def test_input_unchanged(student, rng):
    """relu returns a new array and leaves X unchanged"""
    X = np.append(draw_short(rng, (9,), 0.25, 3), np.float32(-1)).reshape(2, 5)
    expect_kept(student, "relu", {"X": X}, oracle.relu(X), **EXACT, what="relu(X)")
