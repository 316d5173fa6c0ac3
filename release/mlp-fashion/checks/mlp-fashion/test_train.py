"""train(net, train_iter, test_iter, loss, num_epochs, batch_size, params, lr): visible checks."""

from __future__ import annotations

import pytest
from fashion_probes import Training, draw_training

from autograder.checking import Wrong


@pytest.mark.weight(3)
@pytest.mark.hint(
    "For each batch: record the loss, call backward, call sgd with the params, lr and batch_size passed in."
)
def test_parameters(student, rng):
    """After two epochs the parameters are where gradient descent leads"""
    Training(student, draw_training(rng, (8, 8, 8)), 2, 8, 0.5).expect_parameters()


@pytest.mark.weight(2)
@pytest.mark.hint("Add up the losses of an epoch's examples and divide by their number. Start again each epoch.")
def test_mean_losses(student, rng):
    """The mean loss of each epoch, per example"""
    Training(student, draw_training(rng, (8, 8, 8)), 3, 8, 0.5).expect_rows(("mean loss",))


@pytest.mark.weight(2)
@pytest.mark.hint("Count right answers as the batches go by, from the outputs that the loss was computed from.")
def test_train_accuracies(student, rng):
    """The training accuracy of each epoch, counted during training"""
    Training(student, draw_training(rng, (8, 8, 8)), 3, 8, 0.5).expect_rows(("train accuracy",))


@pytest.mark.weight(2)
@pytest.mark.hint("Call evaluate_accuracy on the test iterator, after the epoch's last step.")
def test_test_accuracies(student, rng):
    """The test accuracy after each epoch"""
    Training(student, draw_training(rng, (8, 8, 8), tests=(20, 20, 20)), 3, 8, 0.5).expect_rows(("test accuracy",))


@pytest.mark.hint("One pass over train_iter per epoch is enough for the loss, the accuracy and the steps.")
def test_one_pass_per_epoch(student, rng):
    """Each epoch goes through the training data once"""
    run = Training(student, draw_training(rng, (4, 4)), 3, 4, 0.1)
    begun, given, *_ = run.counts
    if (begun, given) != (3, 6):
        raise Wrong(
            "In 3 epochs of 2 batches, train_iter should be started 3 times and give 6 batches: "
            f"it was started {begun} times and gave {given} batches."
        )
    run.expect_parameters()
