"""custom_loop(symbol, train_iter, num_epoch): hidden checks."""

from __future__ import annotations

import pytest
from symbol_fits import expect_accuracies, loop, loop_result
from symbol_training import expect_batches, expect_decay, expect_start, expect_steps


@pytest.mark.weight(3)
@pytest.mark.hint(
    "What may the loop know about the network and its data?",
    "What it is given: the symbol knows its arguments, the iterator names, shapes and the size of a batch.",
    "train_iter.provide_data and train_iter.provide_label hold names and shapes.",
)
def test_another_network(student, rng):
    """Another network, other names, other batches, one epoch

    The loop trains whatever symbol it is given, with whatever the iterator provides.
    """
    run = loop(student, rng, epochs=1, renamed=True)
    expect_batches(run.passes, run.X, run.labels, run.batch_size, run.epochs)
    expect_start(run.passes)
    expect_steps(run.passes, loop_result(run)[0])
    expect_accuracies(run)


@pytest.mark.weight(2)
@pytest.mark.hint(
    "Where does an epoch begin if the iterator was used before?",
    "At the first batch, in every epoch.",
    "train_iter.reset() before each epoch, the first included.",
)
def test_started_iterator(student, rng):
    """An iterator from which some batches were already taken

    Each epoch goes through all batches, even if the iterator was used before.
    """
    run = loop(student, rng, started=True)
    expect_batches(run.passes, run.X, run.labels, run.batch_size, run.epochs)
    expect_steps(run.passes, loop_result(run)[0])
    expect_accuracies(run)


@pytest.mark.weight(2)
@pytest.mark.hint(
    "What changes a weight whose gradient is 0?",
    "Weight decay and momentum; momentum goes on from step to step and from epoch to epoch.",
    "One optimizer and one updater for the whole training, with wd=0.00001.",
)
def test_decay(student, rng):
    """The weights decay at the rate 0.00001, over several epochs

    Weights whose input is always 0 have no gradient: only the decay changes them.
    """
    run = loop(student, rng, long=True)
    expect_decay(run.passes)
    expect_steps(run.passes)
