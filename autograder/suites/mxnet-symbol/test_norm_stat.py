"""norm_stat(d): visible checks."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.checking.questions import draw_short, expect_value


@pytest.mark.weight(2)
@pytest.mark.hint(
    "What does the size of an array of weights mean, however many there are?",
    "The norm is the root of the sum of squares; it grows with the number of elements.",
    "Divide the norm by the root of the number of elements, d.size.",
)
def test_values(student, rng):
    """The norm of an array of a few rows and columns, divided by the root of the number of its elements"""
    d = draw_short(rng, (int(rng.integers(2, 5)), int(rng.integers(5, 8))), 0.5, 4)
    expected = np.sqrt(np.mean(d.astype(np.float64) ** 2))
    # Used: 0.008.
    expect_value(student.norm_stat(d), np.array([expected]), rtol=1e-5, atol=0, what="norm_stat(d)", inputs={"d": d})


@pytest.mark.hint(
    "What should the statistic be if all elements are equal?",
    "Their magnitude, whatever the shape. Monitor takes an NDArray.",
    "The norm of n equal elements is the root of n times their magnitude. Return an NDArray of one number.",
)
def test_of_equal_numbers(student, rng):
    """For an array that holds the same number everywhere, the result is the magnitude of that number"""
    number = int(rng.integers(2, 40)) / 4
    d = np.full((int(rng.integers(2, 5)), int(rng.integers(5, 9))), -number, np.float32)
    # Used: 0.008.
    expect_value(student.norm_stat(d), np.array([number]), rtol=1e-5, atol=0, what="norm_stat(d)", inputs={"d": d})
