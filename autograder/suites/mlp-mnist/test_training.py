"""Training with the student's functions: visible checks."""

from __future__ import annotations

import pytest
from mlp_training import BUDGETS, NETWORK

from autograder.checking.training import expect_reached, train_briefly, train_to_bar


@pytest.mark.hint(
    "Which functions work together in a training?",
    "net, softmax_cross_entropy and SGD, which uses the gradients of both: look at their checks first.",
)
def test_accuracy(student, dataset, rng):
    """The network learns to read digits it has not seen"""
    expect_reached(train_to_bar(student, dataset, rng, NETWORK, BUDGETS[dataset.dataset.name]), "the network")


@pytest.mark.weight(0)
@pytest.mark.own_chain
def test_own_chain(student, dataset, rng):
    """For information: what your own functions achieve together, as handed in"""
    outcome = train_briefly(student, dataset, rng, NETWORK, BUDGETS[dataset.dataset.name])
    expect_reached(outcome, "the network made of your own functions")
