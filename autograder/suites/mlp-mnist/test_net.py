"""net(X): visible checks."""

from __future__ import annotations

import mlp_oracle as oracle
import pytest

from autograder.checking.networks import draw_parameters, expect_network_gradients, expect_outputs
from autograder.checking.questions import head_for

CLOSE = {"rtol": 1e-4, "atol": 1e-4}  # used: 0.02


@pytest.mark.weight(3)
@pytest.mark.hint(
    "Twice: the matrix product with W, plus b, then relu. Then once more without relu: scores may have any sign."
)
def test_outputs(student, rng):
    """The right scores for two images"""
    parameters, X = draw_parameters(rng, oracle.SIZES), oracle.draw_flat(rng, 2)
    expect_outputs(student, [parameters], X, **CLOSE)


@pytest.mark.hint(
    "The number of images is X.shape[0]; a batch may hold 64, or 1, or what is left at the end of an epoch."
)
def test_any_batch_size(student, rng):
    """Batches of 64, 7 and 1 images"""
    parameters = draw_parameters(rng, oracle.SIZES)
    for n in (64, 7, 1):  # one call each: what raises for one size may do for another
        X = oracle.draw_flat(rng, n)
        expect_outputs(student, [parameters], X, **CLOSE, shown=True)


@pytest.mark.weight(3)
@pytest.mark.hint("Every parameter must be used: three weights and three biases.")
def test_gradients(student, rng):
    """Every parameter gets a gradient, and the right one"""
    parameters, X = oracle.draw_flat_case(rng, 4)
    expect_network_gradients(student, parameters, X, head_for(rng, (4, 10)), oracle.NAMES)
