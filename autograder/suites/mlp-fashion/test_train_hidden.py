"""train(...): hidden checks."""

from __future__ import annotations

import pytest
from fashion_probes import Training, draw_training


@pytest.mark.weight(2)
@pytest.mark.hint(
    "How much does an example in a small batch count?",
    "As much as any other, in the loss and in the accuracy.",
    "Sum over examples, and divide by the number of examples. The step divides by the batch_size that was passed in.",
)
def test_uneven_last_batch(student, rng):
    """A smaller last batch

    Its examples count like all others, in the loss and in the accuracy; the steps still divide by the batch_size passed in.
    """
    run = Training(student, draw_training(rng, (10, 10, 3)), 2, 10, 0.5)
    run.expect_rows()
    run.expect_parameters()


@pytest.mark.hint(
    "What decides how many rows train returns?",
    "num_epochs: each epoch gives one row of three numbers.",
    "A loop over num_epochs, and a list that gets one row in each round.",
)
def test_one_epoch(student, rng):
    """A single epoch

    One epoch gives one row, in the same form.
    """
    run = Training(student, draw_training(rng, (6, 6, 6)), 1, 6, 0.25)
    run.expect_rows()
    run.expect_parameters()


@pytest.mark.weight(1.5)
@pytest.mark.hint(
    "Which loss does train make smaller?",
    "The one that was passed in: it gives one value for each example, and may be any function.",
    "Call net and loss by the names of the arguments.",
)
def test_another_loss(student, rng):
    """Another loss

    train works with any loss that gives one value per example; it calls the one that was passed in.
    """
    run = Training(student, draw_training(rng, (6, 6, 5)), 2, 6, 0.125, loss="absolute")
    run.expect_rows()
    run.expect_parameters()


@pytest.mark.hint(
    "Where do the numbers that train needs come from?",
    "From its arguments, and from the arrays of each batch.",
    "The arrays of a batch say how many examples it holds; lr and batch_size go to sgd as they were passed in.",
)
def test_other_sizes(student, rng):
    """Single examples, many batches, another batch_size than the batches have

    Nothing depends on 256, on 10 classes or on the size of the first batch.
    """
    run = Training(student, draw_training(rng, (1,) * 12, features=5, classes=3), 2, 4, 0.5)
    run.expect_rows()
    run.expect_parameters()
