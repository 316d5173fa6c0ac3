"""train(...): hidden checks."""

from __future__ import annotations

import pytest
from fashion_probes import Training, draw_training


@pytest.mark.weight(2)
@pytest.mark.hint("A batch of three counts for three examples; the mean of the batches' means gives it more weight.")
def test_uneven_last_batch(student, rng):
    """A smaller last batch

    Its examples count like all others, in the loss and in the accuracy; the steps still divide by the batch_size passed in.
    """
    run = Training(student, draw_training(rng, (10, 10, 3)), 2, 10, 0.5)
    run.expect_rows()
    run.expect_parameters()


@pytest.mark.hint("Use the arguments: num_epochs, not a number of your own.")
def test_one_epoch(student, rng):
    """A single epoch

    One epoch gives one row, in the same form.
    """
    run = Training(student, draw_training(rng, (6, 6, 6)), 1, 6, 0.25)
    run.expect_rows()
    run.expect_parameters()


@pytest.mark.weight(1.5)
@pytest.mark.hint("Use the loss and the net that were passed in, whatever they are.")
def test_another_loss(student, rng):
    """Another loss

    train works with any loss that gives one value per example; it calls the one that was passed in.
    """
    run = Training(student, draw_training(rng, (6, 6, 5)), 2, 6, 0.125, loss="absolute")
    run.expect_rows()
    run.expect_parameters()


@pytest.mark.hint("Every call starts from its own arguments; the batch size and the rate are those passed in.")
def test_other_sizes(student, rng):
    """Single examples, many batches, another batch_size than the batches have

    Nothing depends on 256, on 10 classes or on the size of the first batch.
    """
    run = Training(student, draw_training(rng, (1,) * 12, features=5, classes=3), 2, 4, 0.5)
    run.expect_rows()
    run.expect_parameters()
