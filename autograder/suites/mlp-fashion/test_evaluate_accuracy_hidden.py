"""evaluate_accuracy(data_iterator, net): hidden checks."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.probing import draw_answers, expect_accuracies


@pytest.mark.hint("Every batch counts, however many there are; nothing depends on the batch size.")
def test_many_and_large_batches(student, rng):
    """A hundred and sixty batches of two, one batch of three hundred, one example

    The number and the size of the batches are the iterator's affair.
    """
    small = [draw_answers(rng, 2, int(right)) for right in rng.integers(0, 3, 160)]
    expect_accuracies(
        student, [small, [draw_answers(rng, 300, 270)], [draw_answers(rng, 1, 1)], [draw_answers(rng, 1, 0)]]
    )


@pytest.mark.hint("Scores have any sign and size; only which one of a row is the largest matters.")
def test_negative_scores(student, rng):
    """Scores that are all negative, rows with and without positive ones, and large scores

    A network's outputs are no probabilities.
    """
    sets = []
    for shift, scale in ((-50, 1), (-2.25, 1), (0, 1000)):
        batches = [draw_answers(rng, 12, right) for right in (12, 3)]
        sets.append([(scores * np.float32(scale) + np.float32(shift), labels) for scores, labels in batches])
    expect_accuracies(student, sets)


@pytest.mark.hint("Ask the net that was handed over, compare example by example, and leave data and parameters alone.")
def test_nothing_changes(student, rng):
    """Square batches; images, labels and parameters stay as they were

    Measuring must not train. A batch with as many images as classes hides a wrong axis from the shape.
    """
    batches = [draw_answers(rng, 10, right) for right in (7, 9)]
    expect_accuracies(student, [batches, batches], unchanged=True)
