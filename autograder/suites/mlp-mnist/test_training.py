"""Training with the student's functions: visible checks."""

from __future__ import annotations

import numpy as np
import pytest
from mlp_training import train_briefly, train_to_bar

from autograder.checking import Wrong
from autograder.pictures import curve_picture

GUESSING = float(np.log(10))  # the mean loss of ten equal probabilities


def _expect_reached(outcome, who):
    if outcome.reached:
        return
    finite = np.isfinite(outcome.losses)
    if not finite.all():
        text = f"Training with {who} broke down: the loss of batch {int(np.argmin(finite)) + 1} is not a finite number."
    else:
        early, late = np.mean(outcome.losses[:20]), np.mean(outcome.losses[-20:])
        text = (
            f"After {outcome.images:,} training images, {who} gives {outcome.accuracy:.1%} right answers on "
            f"{outcome.tests:,} test images; needed are {outcome.bar:.0%}.\n"
            f"The mean loss went from {early:.3f} to {late:.3f}; guessing gives {GUESSING:.3f}."
        )
    raise Wrong(
        text,
        picture=curve_picture(
            np.mean(np.reshape(outcome.losses, (-1, 10)), axis=1).tolist(),
            title="Mean loss over ten batches at a time",
            xlabel="batches / 10",
            ylabel="loss",
            level=GUESSING,
            level_name="guessing",
        ),
    )


@pytest.mark.hint("Look at the checks of net, softmax_cross_entropy and SGD first: training uses all three.")
def test_accuracy(student, dataset, rng):
    """The network learns to read digits it has not seen"""
    _expect_reached(train_to_bar(student, dataset, rng), "the network")


@pytest.mark.weight(0)
@pytest.mark.own_chain
def test_own_chain(student, dataset, rng):
    """For information: what your own functions reach together, as handed in"""
    _expect_reached(train_briefly(student, dataset, rng), "the network made of your own functions")
