"""net(X): visible checks."""

from __future__ import annotations

import mlp_oracle as oracle
import pytest

from autograder.checking.networks import draw_parameters, expect_network_gradients, expect_outputs
from autograder.checking.questions import head_for

CLOSE = {"rtol": 1e-4, "atol": 1e-4}  # used: 0.02


@pytest.mark.weight(3)
@pytest.mark.hint(
    "How does a layer turn its input into its output?",
    "A linear layer multiplies by its weights and adds its biases. The activation stands between two layers.",
    "Three linear layers, with relu after the first and the second; the last one's scores are returned as they are.",
)
def test_outputs(student, rng):
    """The right scores for two images"""
    parameters, X = draw_parameters(rng, oracle.SIZES), oracle.draw_flat(rng, 2)
    expect_outputs(student, [parameters], X, **CLOSE)


@pytest.mark.hint(
    "Which axis of X counts the images?",
    "The first. A batch may hold 64 images, or 1, or what is left at the end of an epoch.",
    "A product with the weights and a sum with the biases work for any number of rows; `X.shape[0]` is that number.",
)
def test_any_batch_size(student, rng):
    """Batches of 64, 7 and 1 images"""
    parameters = draw_parameters(rng, oracle.SIZES)
    for n in (64, 7, 1):  # one call each: what raises for one size may do for another
        X = oracle.draw_flat(rng, n)
        expect_outputs(student, [parameters], X, **CLOSE, shown=True)


@pytest.mark.weight(3)
@pytest.mark.hint(
    "Which parameters have a part in the scores?",
    "All of W1, b1, W2, b2, W3 and b3. A gradient reaches a parameter through the recorded operations that used it.",
    "Use each of these arrays itself, not a copy, in operations of `mx.nd`.",
)
def test_gradients(student, rng):
    """Every parameter gets a gradient, and the right one"""
    parameters, X = oracle.draw_flat_case(rng, 4)
    expect_network_gradients(student, parameters, X, head_for(rng, (4, 10)), oracle.NAMES)
