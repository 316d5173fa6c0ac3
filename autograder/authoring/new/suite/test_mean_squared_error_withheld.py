"""mean_squared_error(X, w, b, y): hidden checks."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.checking import as_array, expect_close

WHAT = "mean_squared_error(X, w, b, y)"


@pytest.mark.weight(2)
@pytest.mark.hint("The number of examples comes from the arrays, and every error counts, small or large.")
def test_other_sizes(student, rng):
    """Many examples, tiny and large errors

    Nothing in the loss depends on the number of examples, and no error is cut off or rounded.
    """
    for n, d, size in ((400, 3, 1), (7, 50, 1), (20, 2, 100), (20, 2, 0.25)):
        X, w = (rng.integers(-8, 9, shape).astype(np.float32) / 4 for shape in ((n, d), d))
        b = np.float32([rng.integers(2, 9) / 4])
        y = (X @ w + b + size * rng.normal(size=n)).astype(np.float32)
        errors = X.astype(np.float64) @ w + b - y
        got = as_array(student.mean_squared_error(X, w, b, y), (1,), what=WHAT)
        # Measured, 50 seeds: the right samples use at most 0.02 of the tolerance.
        expect_close(got, np.array([np.square(errors).mean() / 2]), rtol=1e-5, atol=0, what=WHAT)
