"""evaluate_accuracy(data_iterator, net): visible checks."""

from __future__ import annotations

import pytest

from autograder.probing import draw_answers, expect_accuracies

DROPPED = "Count right answers and examples over all batches, and divide once, at the end."


@pytest.mark.weight(2)
@pytest.mark.hint(
    "The predicted class is the place of the largest score in its row; the accuracy is a share between 0 and 1."
)
def test_one_batch(student, rng):
    """One batch: all right, three quarters right, all wrong"""
    expect_accuracies(student, [[draw_answers(rng, 8, right)] for right in (8, 6, 0)])


@pytest.mark.weight(2)
@pytest.mark.hint(DROPPED)
def test_uneven_last_batch(student, rng):
    """A smaller last batch counts for as many examples as it has"""
    expect_accuracies(student, [[draw_answers(rng, 16, 16), draw_answers(rng, 16, 12), draw_answers(rng, 5, 0)]])


@pytest.mark.hint("Start counting from zero in every call.")
def test_several_calls(student, rng):
    """Several calls, each with an answer of its own"""
    sets = [[draw_answers(rng, 10, right), draw_answers(rng, 10, 5)] for right in (10, 0, 4)]
    expect_accuracies(student, sets)
