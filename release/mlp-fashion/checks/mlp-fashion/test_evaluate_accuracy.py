"""evaluate_accuracy(data_iterator, net): visible checks."""

from __future__ import annotations

import pytest

from autograder.checking.questions import draw_answers, expect_accuracies

DROPPED = "Count right answers and examples over all batches, and divide once, at the end."


@pytest.mark.weight(2)
@pytest.mark.hint(
    "The predicted class is the index of the largest score in its row; the accuracy is a share between 0 and 1."
)
def test_one_batch(student, rng):
    """One batch: all right, some right, all wrong"""
    n = int(rng.integers(7, 13))
    rights = rng.permutation([0, rng.integers(2, n - 1), n])
    expect_accuracies(student, rng, [[draw_answers(rng, n, right)] for right in rights])


@pytest.mark.weight(2)
@pytest.mark.hint(DROPPED)
def test_uneven_last_batch(student, rng):
    """A smaller last batch counts for as many examples as it has"""
    counts = ((16, rng.integers(12, 17)), (16, rng.integers(8, 15)), (5, 0))
    expect_accuracies(student, rng, [[draw_answers(rng, n, right) for n, right in counts]])


@pytest.mark.hint("Start counting from zero in every call.")
def test_several_calls(student, rng):
    """Several calls, each with its own answer"""
    first, second = rng.choice(11, 3, replace=False), rng.integers(2, 9)
    expect_accuracies(student, rng, [[draw_answers(rng, 10, each), draw_answers(rng, 10, second)] for each in first])
