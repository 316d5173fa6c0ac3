"""custom_loop(symbol, train_iter, num_epoch): hidden checks."""

from __future__ import annotations

import pytest
from symbol_fits import expect_accuracies, loop, loop_result
from symbol_training import expect_batches, expect_decay, expect_start, expect_steps


@pytest.mark.weight(3)
@pytest.mark.hint(
    "Names and shapes come from train_iter.provide_data and provide_label, the batch size from train_iter."
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
@pytest.mark.hint("train_iter.reset() before the first epoch, too.")
def test_started_iterator(student, rng):
    """An iterator from which some batches were already taken

    Each epoch goes through all batches, even if the iterator was used before.
    """
    run = loop(student, rng, started=True)
    expect_batches(run.passes, run.X, run.labels, run.batch_size, run.epochs)
    expect_steps(run.passes, loop_result(run)[0])
    expect_accuracies(run)


@pytest.mark.weight(2)
@pytest.mark.hint("Give the optimizer wd=0.00001; momentum carries over from one epoch to the next.")
def test_decay(student, rng):
    """The weights decay at the rate 0.00001, over several epochs

    Weights whose input is always 0 have no gradient: only the decay changes them.
    """
    run = loop(student, rng, long=True)
    expect_decay(run.passes)
    expect_steps(run.passes)
