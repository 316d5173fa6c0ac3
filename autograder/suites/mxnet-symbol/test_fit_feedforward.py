"""fit_feedforward(symbol, train_iter, test_iter): visible checks, on a small network and a few examples."""

from __future__ import annotations

import pytest
from symbol_fits import expect_evaluated, expect_speedometer, fit, fitted_parameters
from symbol_training import expect_batches, expect_steps


@pytest.mark.weight(2)
@pytest.mark.hint("num_epoch of FeedForward sets how many epochs fit runs.")
def test_epochs(student, rng):
    """Ten epochs, each once through train_iter"""
    run = fit(student, rng)
    expect_batches(run.passes, run.X, run.labels, run.batch_size, run.epochs)


@pytest.mark.weight(3)
@pytest.mark.hint("Give FeedForward learning_rate and momentum: it passes them on to the optimizer.")
def test_steps(student, rng):
    """Every step has learning rate 0.1 and momentum 0.9, and the model holds the final parameters"""
    run = fit(student, rng)
    expect_steps(run.passes, fitted_parameters(run))


@pytest.mark.weight(2)
@pytest.mark.hint("Pass the iterator of the test images to fit, as eval_data.")
def test_evaluation(student, rng):
    """The test images are evaluated after each epoch"""
    expect_evaluated(fit(student, rng))


@pytest.mark.hint(
    "Pass mx.callback.Speedometer(batch_size, 200) as batch_end_callback; train_iter knows its batch_size."
)
def test_speedometer(student, rng):
    """A Speedometer reports every 200 batches"""
    expect_speedometer(fit(student, rng))
