"""linear(X, w, b): hidden checks. Students read a title, the text below it and the hint, never the expected values."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.checking import as_array, as_items, expect_close, expect_unchanged, result_first

WHAT = "linear(X, w, b)"


@pytest.mark.weight(2)
@pytest.mark.hint("The numbers of examples and of features come from X.")
def test_other_sizes(student, rng):
    """Many examples, many features

    Nothing in linear depends on the number of examples or features.
    """
    for n, d in ((500, 3), (2, 300), (64, 10), (30, 30)):
        X, w = (rng.normal(size=shape).astype(np.float32) for shape in ((n, d), d))
        b = rng.normal(3, 1, 1).astype(np.float32)
        got = as_array(student.linear(X, w, b), (n,), what=WHAT)
        # Measured, 50 seeds: right samples use at most 0.07 of the tolerance, most in the sums of 300 products (second pair).
        expect_close(got, X.astype(np.float64) @ w + b, rtol=1e-5, atol=1e-4, what=WHAT)


@pytest.mark.weight(0.5)
@pytest.mark.hint("Compute a new array; operators such as += change the caller's.")
def test_arguments_unchanged(student, rng):
    """linear leaves X, w and b as they were

    The caller still needs them, for the next step of training.
    """
    X, w = (rng.normal(size=shape).astype(np.float32) for shape in ((5, 3), 3))
    b = np.float32([1.5])
    result = student.linear(X, w, b)
    arguments = student.read("arguments")  # as they are now
    with result_first():  # a function that only leaves its arguments alone earns nothing
        expect_close(as_array(result, (5,), what=WHAT), X.astype(np.float64) @ w + b, rtol=1e-5, atol=1e-4, what=WHAT)
    for name, before, after in zip("Xwb", (X, w, b), as_items(arguments, 3, what="the arguments"), strict=True):
        expect_unchanged(as_array(after, what=name), before, what=name)
