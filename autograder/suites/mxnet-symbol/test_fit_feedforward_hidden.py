"""fit_feedforward(symbol, train_iter, test_iter): hidden checks."""

from __future__ import annotations

import pytest
from symbol_fits import expect_evaluated, expect_speedometer, fit, fitted_parameters
from symbol_training import expect_batches, expect_decay, expect_start, expect_steps


@pytest.mark.weight(2)
@pytest.mark.hint(
    "What may the function know about the network and its data?",
    "What it is given: the symbol, and two iterators.",
    "Sizes and names come from the arguments.",
)
def test_another_network(student, rng):
    """Another network, other names, other batches

    Training must work for whatever symbol and iterators it is given.
    """
    run = fit(student, rng, renamed=True)
    expect_batches(run.passes, run.X, run.labels, run.batch_size, run.epochs)
    expect_steps(run.passes, fitted_parameters(run))
    expect_evaluated(run)
    expect_speedometer(run)


@pytest.mark.weight(2)
@pytest.mark.hint(
    "What changes a weight whose gradient is 0?",
    "Weight decay, which the optimizer calls wd.",
    "FeedForward passes wd on, as it does the rate.",
)
def test_decay(student, rng):
    """The weights decay at the rate 0.00001

    Weights whose input is always 0 have no gradient: only the decay changes them.
    """
    expect_decay(fit(student, rng, long=True).passes)


@pytest.mark.hint(
    "What do weights and biases start from?",
    "FeedForward has an initializer of its own, unless it is told otherwise.",
    "Its own is uniform, between -0.01 and 0.01; biases are 0.",
)
def test_start(student, rng):
    """Training starts from small random weights

    Uniform between -0.01 and 0.01, and with biases of 0.
    """
    expect_start(fit(student, rng).passes)
