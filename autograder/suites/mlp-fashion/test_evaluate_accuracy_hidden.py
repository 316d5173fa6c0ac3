"""evaluate_accuracy(data_iterator, net): hidden checks."""

from __future__ import annotations

import fashion_oracle as oracle
import numpy as np
import pytest

from autograder.checking.questions import draw_answers, expect_accuracies, variables_kept


@pytest.mark.hint("Every batch counts, however many there are; nothing depends on the batch size.")
def test_many_and_large_batches(student, rng):
    """A hundred and sixty batches of two, one batch of three hundred, one example

    The iterator decides how many batches there are, and how large.
    """
    small = [draw_answers(rng, 2, right) for right in rng.integers(0, 3, 160)]
    large = draw_answers(rng, 300, rng.integers(250, 290))
    single = [[draw_answers(rng, 1, right)] for right in rng.permutation(2)]
    expect_accuracies(student, rng, [small, [large], *single])


@pytest.mark.hint("Scores have any sign and size; only which one of a row is the largest matters.")
def test_negative_scores(student, rng):
    """Scores that are all negative, rows with and without positive ones, and large scores

    A network's outputs are not probabilities.
    """
    for shift, scale in ((-50, 1), (-2.25, 1), (0, 1000)):
        drawn = [draw_answers(rng, 12, right) for right in rng.choice(np.arange(1, 13), 2, replace=False)]
        batches = [(scores * np.float32(scale) + np.float32(shift), labels) for scores, labels in drawn]
        expect_accuracies(student, rng, [batches])


@pytest.mark.hint("Call the net that was passed in, compare example by example, and leave data and parameters alone.")
def test_nothing_changes(student, rng):
    """Square batches; images, labels and parameters stay unchanged

    Measuring must not train. With as many images as classes, a wrong axis does not show in the shape.
    """
    batches = [draw_answers(rng, 10, right) for right in rng.choice(np.arange(2, 10), 2, replace=False)]
    with variables_kept(student, oracle.NAMES, "evaluate_accuracy changed the network's parameters."):
        expect_accuracies(student, rng, [batches, batches], unchanged=True)
