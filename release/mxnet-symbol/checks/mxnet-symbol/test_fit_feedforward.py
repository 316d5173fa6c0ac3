"""fit_feedforward(symbol, train_iter, test_iter): visible checks, on a small network and a few examples."""

from __future__ import annotations

import pytest
from symbol_fits import expect_evaluated, expect_speedometer, fit, fitted_parameters
from symbol_training import expect_batches, expect_steps


@pytest.mark.weight(2)
@pytest.mark.hint("num_epoch of FeedForward says how many epochs fit goes through.")
def test_epochs(student, rng):
    """Ten epochs, each once through train_iter"""
    run = fit(student, rng)
    expect_batches(run.passes, run.X, run.labels, run.batch_size, run.epochs)


@pytest.mark.weight(3)
@pytest.mark.hint("learning_rate, momentum: FeedForward hands what it does not know itself to the optimizer.")
def test_steps(student, rng):
    """Every step is that of the learning rate 0.1 and the momentum 0.9, and the model holds where they led"""
    run = fit(student, rng)
    expect_steps(run.passes, fitted_parameters(run))


@pytest.mark.weight(2)
@pytest.mark.hint("eval_data of fit takes the iterator of the test images.")
def test_evaluation(student, rng):
    """The test images are looked at after each epoch"""
    expect_evaluated(fit(student, rng))


@pytest.mark.hint("mx.callback.Speedometer(batch_size, 200), for batch_end_callback; train_iter knows its batch_size.")
def test_speedometer(student, rng):
    """A Speedometer reports every 200 batches"""
    expect_speedometer(fit(student, rng))
