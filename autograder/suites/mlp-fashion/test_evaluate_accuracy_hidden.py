"""evaluate_accuracy(data_iterator, net): hidden checks."""

from __future__ import annotations

import fashion_oracle as oracle
import numpy as np
import pytest

from autograder.checking.questions import draw_answers, expect_accuracies, variables_kept


@pytest.mark.hint(
    "Who decides how many batches there are, and how many examples each holds?",
    "The iterator: take batches until it ends; a batch's own arrays say how large it is.",
    "A loop over all of the iterator, with counts that grow by what each batch holds.",
)
def test_many_and_large_batches(student, rng):
    """A hundred and sixty batches of two, one batch of three hundred, one example, and batches from a generator

    The iterator decides how many batches there are, and how large. It need not have a length, nor give its batches twice.
    """
    small = [draw_answers(rng, 2, right) for right in rng.integers(0, 3, 160)]
    large = draw_answers(rng, 300, rng.integers(250, 290))
    single = [[draw_answers(rng, 1, right)] for right in rng.permutation(2)]
    expect_accuracies(student, rng, [small, [large], *single])
    sizes = [int(size) for size in rng.permutation(np.arange(4, 20))[:3]]
    batches = [
        draw_answers(rng, sizes[0], sizes[0]),
        *(draw_answers(rng, size, rng.integers(size)) for size in sizes[1:]),
    ]
    expect_accuracies(student, rng, [batches], in_one_pass=True)


@pytest.mark.hint(
    "What does the sign or the size of a score say?",
    "By itself nothing: only the order of the scores within a row counts.",
    "The prediction is the position of the row's largest score, even if all of them are negative.",
)
def test_negative_scores(student, rng):
    """Scores that are all negative, rows with and without positive ones, and large scores

    A network's outputs are not probabilities.
    """
    for shift, scale in ((-50, 1), (-2.25, 1), (0, 1000)):
        drawn = [draw_answers(rng, 12, right) for right in rng.choice(np.arange(1, 13), 2, replace=False)]
        batches = [(scores * np.float32(scale) + np.float32(shift), labels) for scores, labels in drawn]
        expect_accuracies(student, rng, [batches])


@pytest.mark.hint(
    "What may be different after a measurement?",
    "Nothing. Images, labels and parameters are only read, and the network gets the images as they came.",
    (
        "For each example compare the position of the largest score in its row with its label; write into none of "
        "the arrays."
    ),
)
def test_nothing_changes(student, rng):
    """Square batches; images, labels and parameters stay unchanged

    Measuring must not train. With as many images as classes, a wrong axis does not show in the shape.
    """
    batches = [draw_answers(rng, 10, right) for right in rng.choice(np.arange(2, 10), 2, replace=False)]
    with variables_kept(student, oracle.NAMES, "evaluate_accuracy changed the network's parameters."):
        expect_accuracies(student, rng, [batches, batches], unchanged=True)
