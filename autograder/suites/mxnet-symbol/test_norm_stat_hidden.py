"""norm_stat(d): hidden checks."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.checking.questions import expect_in_turn, expect_kept, expect_value


def expected(d):
    """float64, shape (1,)."""
    return np.array([np.sqrt(np.mean(d.astype(np.float64) ** 2))])


@pytest.mark.weight(2)
@pytest.mark.hint(
    "Does the statistic depend on rows and columns?",
    "No, only on the elements and their number. Every call returns an array of its own.",
    "The norm over all elements, and d.size, work for every shape.",
)
def test_shapes(student, rng):
    """Arrays of one, two, three and four axes

    The monitor passes weights of any shape, and reads the results later.
    """
    given = []
    a, b, c = (int(size) for size in rng.permutation(np.arange(3, 12))[:3])
    for shape in ((10 * a, 10 * b), (a, b, c), (2, c, b, a), (10 + a,), (b, 1), (1,)):
        d = rng.normal(0.3, 1, shape).astype(np.float32)
        what = f"norm_stat(d) for d of shape {shape}"
        # Used: 0.03.
        expect_value(student.norm_stat(d), expected(d), rtol=1e-5, atol=0, what=what)
        given.append([d])
    expect_in_turn(student, "norm_stat", given, [expected(d) for (d,) in given], rtol=1e-5, atol=0, what="norm_stat(d)")


@pytest.mark.hint(
    "Does the rule change for very small weights?",
    "It is one rule for all, even where all elements are 0.",
    "The norm divided by the root of d.size, as it comes.",
)
def test_sizes(student, rng):
    """Very small and rather large numbers, and zeros

    Weights may vanish or explode: that is when the statistic is needed.
    """
    shape = tuple(rng.integers(8, 24, 2).tolist())
    for scale in (1e-6, 1e-3, 1e4, 0):
        d = (scale * rng.normal(0, 1, shape)).astype(np.float32)
        what = "norm_stat(d)"
        # Used: 0.003.
        expect_value(student.norm_stat(d), expected(d), rtol=1e-4, atol=0, what=what, inputs={"size of d": scale})


@pytest.mark.hint(
    "What happens to the weights while they are observed?",
    "Nothing may happen to them: the monitor passes the weights themselves, not copies.",
    "Read d, and compute new arrays.",
)
def test_unchanged(student, rng):
    """The array stays as it is

    Observing the array must not change it.
    """
    d = rng.normal(0, 2, rng.integers(3, 7, 2).tolist()).astype(np.float32)
    # Used: 0.03.
    expect_kept(student, "norm_stat", {"d": d}, expected(d), rtol=1e-5, atol=0, what="norm_stat(d)")
