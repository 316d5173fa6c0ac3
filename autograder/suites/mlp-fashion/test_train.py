"""train(net, train_iter, test_iter, loss, num_epochs, batch_size, params, lr): visible checks."""

from __future__ import annotations

import pytest
from fashion_probes import Training, draw_training

from autograder.checking import Wrong


@pytest.mark.weight(3)
@pytest.mark.hint(
    "What happens to the parameters with each batch?",
    "The loss is recorded, backward computes the gradients, and sgd takes one step with them.",
    (
        "In each epoch, for each batch: net and loss under autograd.record(), backward, then sgd with the params, "
        "lr and batch_size passed in."
    ),
)
def test_parameters(student, rng):
    """After two epochs the parameters are where gradient descent leads"""
    Training(student, draw_training(rng, (8, 8, 8)), 2, 8, 0.5).expect_parameters()


@pytest.mark.weight(2)
@pytest.mark.hint(
    "What counts equally in the mean loss of an epoch?",
    "Its examples: the loss has one value for each.",
    "Add up the losses of the epoch's examples and divide by their number; start again with each epoch.",
)
def test_mean_losses(student, rng):
    """The mean loss of each epoch, per example"""
    Training(student, draw_training(rng, (8, 8, 8)), 3, 8, 0.5).expect_rows(("mean loss",))


@pytest.mark.weight(2)
@pytest.mark.hint(
    "Which outputs tell how many training examples are classified rightly?",
    "Those that the loss was computed from, as the batches go by.",
    "Count right predictions and examples of the epoch batch by batch, and divide at its end.",
)
def test_train_accuracies(student, rng):
    """The training accuracy of each epoch, counted during training"""
    Training(student, draw_training(rng, (8, 8, 8)), 3, 8, 0.5).expect_rows(("train accuracy",))


@pytest.mark.weight(2)
@pytest.mark.hint(
    "On which data, and at what time, is the network tested?",
    "On the test iterator, once after each epoch, with the parameters of that moment.",
    "Call evaluate_accuracy on test_iter after the epoch's last step.",
)
def test_test_accuracies(student, rng):
    """The test accuracy after each epoch"""
    Training(student, draw_training(rng, (8, 8, 8), tests=(20, 20, 20)), 3, 8, 0.5).expect_rows(("test accuracy",))


@pytest.mark.hint(
    "How often is each training example needed in an epoch?",
    "Once: the loss, the accuracy and the step share one pass.",
    "One loop over train_iter in each epoch does all three.",
)
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
