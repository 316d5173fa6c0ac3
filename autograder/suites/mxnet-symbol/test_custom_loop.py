"""custom_loop(symbol, train_iter, num_epoch): visible checks, on a small network and a few examples."""

from __future__ import annotations

import pytest
from symbol_fits import expect_accuracies, loop, loop_result
from symbol_training import expect_batches, expect_start, expect_steps

from autograder.checking import Wrong


@pytest.mark.weight(2)
@pytest.mark.hint(
    "What does one epoch go through, and where does it begin?",
    "Through all batches, once, from the first on; images and labels of a batch belong together.",
    "`reset()` before each epoch; then copy data and label of each batch into the executor's arrays with `[:] =`.",
)
def test_batches(student, rng):
    """Every epoch goes once through all batches, with their labels"""
    run = loop(student, rng)
    expect_batches(run.passes, run.X, run.labels, run.batch_size, run.epochs)


@pytest.mark.weight(4)
@pytest.mark.hint(
    "What happens between the batch in the executor's arrays and the new parameters?",
    "A forward pass for training, a backward pass, and one update for each parameter with its gradient.",
    (
        "forward(is_train=True), backward(), then updater(index, gradient, weight); the optimizer knows the rate, "
        "the momentum and the size of the batch."
    ),
)
def test_steps(student, rng):
    """Every step has learning rate 0.1, momentum 0.9 and the gradient divided by the batch size"""
    run = loop(student, rng)
    expect_steps(run.passes)
    if len(run.passes) < 2:
        raise Wrong("There were fewer than two training passes.")


@pytest.mark.hint(
    "What do weights and biases start from?",
    "The initializer decides by an array's name whether it holds weights or biases.",
    "mx.init.Uniform(0.01), applied to each parameter by its name.",
)
def test_start(student, rng):
    """Weights start uniformly distributed between -0.01 and 0.01, biases at 0"""
    expect_start(loop(student, rng).passes)


@pytest.mark.weight(2)
@pytest.mark.hint(
    "Which arguments of the symbol are learned?",
    "All but the data and the label. executor.arg_dict holds them by name.",
    "Return the others as they are after the last step.",
)
def test_parameters(student, rng):
    """It returns the parameters as they are after the last step"""
    run = loop(student, rng)
    expect_steps(run.passes, loop_result(run)[0])


@pytest.mark.weight(2)
@pytest.mark.hint(
    "Over which examples does the accuracy of an epoch count?",
    "Over all of that epoch, with the outputs of the forward passes of the training.",
    "metric.reset() before the epoch, metric.update(batch.label, executor.outputs) after each forward pass.",
)
def test_accuracies(student, rng):
    """It returns the training accuracy of each epoch"""
    expect_accuracies(loop(student, rng))
