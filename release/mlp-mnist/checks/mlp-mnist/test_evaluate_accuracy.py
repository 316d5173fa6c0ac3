"""evaluate_accuracy(data_iterator, net): visible checks."""

from __future__ import annotations

import pytest

from autograder.checking.questions import draw_answers, expect_accuracies


@pytest.mark.weight(2)
@pytest.mark.hint(
    "Which class does the network predict for an image, given its row of scores?",
    "The class with the largest score in the row. A prediction is right if it equals the label.",
    "The accuracy is the number of right predictions divided by the number of examples, from 0 to 1.",
)
def test_one_batch(student, rng):
    """One batch: all right, some right, all wrong"""
    n = int(rng.integers(7, 13))
    rights = rng.permutation([0, rng.integers(2, n - 1), n])
    expect_accuracies(student, rng, [[draw_answers(rng, n, right)] for right in rights])


@pytest.mark.weight(2)
@pytest.mark.hint(
    "How much does an example count, in a full batch and in a small one?",
    "All examples count the same, wherever they are.",
    "Count right predictions and examples over all batches, and divide once, at the end.",
)
def test_uneven_last_batch(student, rng):
    """A smaller last batch counts for as many examples as it has"""
    counts = ((16, rng.integers(12, 17)), (16, rng.integers(8, 15)), (5, 0))
    expect_accuracies(student, rng, [[draw_answers(rng, n, right) for n, right in counts]])


@pytest.mark.hint(
    "What does one call know about another?",
    "Nothing: each measures its own data, from the first batch to the last.",
    "Both counts start from 0 inside the function.",
)
def test_several_calls(student, rng):
    """Several calls, each with its own answer"""
    first, second = rng.choice(11, 3, replace=False), rng.integers(2, 9)
    expect_accuracies(student, rng, [[draw_answers(rng, 10, each), draw_answers(rng, 10, second)] for each in first])
