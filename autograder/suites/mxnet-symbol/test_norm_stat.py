"""norm_stat(d): visible checks."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.probing import draw_short, expect_value


@pytest.mark.weight(2)
@pytest.mark.hint("The norm is the root of the sum of squares; d.size is the number of elements.")
def test_values(student, rng):
    """The norm of an array of two rows and three columns, divided by the root of 6"""
    d = draw_short(rng, (2, 3), 0.5, 4)
    expected = np.sqrt(np.mean(d.astype(np.float64) ** 2))
    # Used: 0.008.
    expect_value(student.norm_stat(d), np.array([expected]), rtol=1e-5, atol=0, what="norm_stat(d)", inputs={"d": d})


@pytest.mark.hint("An array that holds one number: Monitor takes nothing else.")
def test_of_equal_numbers(student):
    """Of an array that holds the same number everywhere, it is that number"""
    d = np.full((3, 7), -2, np.float32)
    # Used: 0.008.
    expect_value(student.norm_stat(d), np.array([2.0]), rtol=1e-5, atol=0, what="norm_stat(d)", inputs={"d": d})
