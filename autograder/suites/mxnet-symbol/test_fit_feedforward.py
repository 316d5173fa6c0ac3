"""fit_feedforward(symbol, train_iter, test_iter): visible checks, on a small network and a few examples."""

from __future__ import annotations

import pytest
from symbol_fits import expect_evaluated, expect_speedometer, fit, fitted_parameters
from symbol_training import expect_batches, expect_steps


@pytest.mark.weight(2)
@pytest.mark.hint(
    "Who decides how often the training goes through train_iter?",
    "FeedForward, by what it is told when it is made.",
    "num_epoch is the number of epochs.",
)
def test_epochs(student, rng):
    """Ten epochs, each once through train_iter"""
    run = fit(student, rng)
    expect_batches(run.passes, run.X, run.labels, run.batch_size, run.epochs)


@pytest.mark.weight(3)
@pytest.mark.hint(
    "How does the optimizer learn its rate and its momentum?",
    "FeedForward passes on what it is given beyond its own arguments.",
    "Give FeedForward learning_rate and momentum.",
)
def test_steps(student, rng):
    """Every step has learning rate 0.1 and momentum 0.9, and the model holds the final parameters"""
    run = fit(student, rng)
    expect_steps(run.passes, fitted_parameters(run))


@pytest.mark.weight(2)
@pytest.mark.hint(
    "On which images is the model evaluated after an epoch?",
    "On those that fit is given for this purpose.",
    "eval_data of fit takes the iterator of the test images.",
)
def test_evaluation(student, rng):
    """The test images are evaluated after each epoch"""
    expect_evaluated(fit(student, rng))


@pytest.mark.hint(
    "Who is told after each batch?",
    "The callback that fit is given for this purpose. A Speedometer has to know the size of a batch.",
    "mx.callback.Speedometer(batch_size, 200) as batch_end_callback; train_iter knows its batch_size.",
)
def test_speedometer(student, rng):
    """A Speedometer reports every 200 batches"""
    expect_speedometer(fit(student, rng))
