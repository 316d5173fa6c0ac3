"""custom_loop(symbol, train_iter, num_epoch): visible checks, on a small network and a few examples."""

from __future__ import annotations

import pytest
from symbol_fits import expect_accuracies, loop, loop_result
from symbol_training import expect_batches, expect_start, expect_steps

from autograder.checking import Wrong


@pytest.mark.weight(2)
@pytest.mark.hint("Reset the iterator before each epoch; copy each batch into the arrays: data[:] = batch.data[0].")
def test_batches(student, rng):
    """Every epoch goes once through all batches, with their labels"""
    run = loop(student, rng)
    expect_batches(run.passes, run.X, run.labels, run.batch_size, run.epochs)


@pytest.mark.weight(4)
@pytest.mark.hint("forward(is_train=True), backward(), then updater(index, gradient, weight) for each parameter.")
def test_steps(student, rng):
    """Every step has learning rate 0.1, momentum 0.9 and the gradient divided by the batch size"""
    run = loop(student, rng)
    expect_steps(run.passes)
    if len(run.passes) < 2:
        raise Wrong("There were fewer than two training passes.")


@pytest.mark.hint("mx.init.Uniform(0.01) tells by its name whether an array holds weights or biases.")
def test_start(student, rng):
    """Weights start uniformly distributed between -0.01 and 0.01, biases at 0"""
    expect_start(loop(student, rng).passes)


@pytest.mark.weight(2)
@pytest.mark.hint("executor.arg_dict holds every argument: leave out the data and the label.")
def test_parameters(student, rng):
    """It returns the parameters as they are after the last step"""
    run = loop(student, rng)
    expect_steps(run.passes, loop_result(run)[0])


@pytest.mark.weight(2)
@pytest.mark.hint("metric.reset() before the epoch, metric.update(batch.label, executor.outputs) after each forward.")
def test_accuracies(student, rng):
    """It returns the training accuracy of each epoch"""
    expect_accuracies(loop(student, rng))
