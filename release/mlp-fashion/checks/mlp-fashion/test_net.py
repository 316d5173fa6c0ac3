"""net(X): visible checks."""

from __future__ import annotations

import fashion_oracle as oracle
import numpy as np
import pytest
from fashion_probes import LAYOUTS

from autograder.checking.networks import draw_case, draw_parameters, expect_network_gradients, expect_outputs
from autograder.checking.questions import draw_images, head_for

CLOSE = {"rtol": 1e-4, "atol": 1e-4}  # used: 0.01


@pytest.mark.weight(3)
@pytest.mark.hint(
    "How does a layer turn its input into its output?",
    "A linear layer multiplies by its weights and adds its biases. The activation stands between two layers.",
    "Two linear layers, with relu after the first; the last one's scores are returned as they are.",
)
def test_outputs(student, rng):
    """The right scores for two images"""
    parameters, X = draw_parameters(rng, oracle.SIZES), draw_images(rng, 2)
    expect_outputs(student, [parameters], X, **CLOSE)


@pytest.mark.weight(2)
@pytest.mark.hint(
    "What do a row of 784 numbers and an image of 28 by 28 have in common?",
    "They hold the same numbers in the same order. The first layer takes one row for each image.",
    "Make X a matrix of shape (n, 784) first, whatever its axes; n is the number of images in X.",
)
def test_layouts(student, rng):
    """Images of shape (28, 28), (28, 28, 1), (1, 28, 28) and (784,), in batches of 256, 7 and 1"""
    parameters = draw_parameters(rng, oracle.SIZES)
    for n, layout in zip((7, 256, 1, 7), LAYOUTS, strict=True):
        X = draw_images(rng, n).reshape(n, *layout)
        expect_outputs(student, [parameters], X, **CLOSE, shown=True)


@pytest.mark.weight(3)
@pytest.mark.hint(
    "Which parameters have a part in the scores?",
    "All of W1, b1, W2 and b2. A gradient reaches a parameter through the recorded operations that used it.",
    "Use each of these arrays itself, not a copy, in operations of `mx.nd`.",
)
def test_gradients(student, rng):
    """Every parameter gets a gradient, and the right one"""
    parameters, X = draw_case(rng, 4, oracle.SIZES)
    expect_network_gradients(student, parameters, X, head_for(rng, (4, 10)), oracle.NAMES)


@pytest.mark.hint(
    "What does net return: probabilities, or numbers from which a loss computes them?",
    "Scores, of any sign and size: they grow as the parameters grow.",
    "The last layer is a product and a sum, and nothing follows it.",
)
def test_large_scores(student, rng):
    """The last layer is linear: scores grow with the parameters, and the gradients with them"""
    parameters, X = draw_case(rng, 5, oracle.SIZES, factor=4)
    close = 1e-4 * float(np.abs(oracle.net(parameters, X)).max())
    expect_outputs(student, [parameters], X, rtol=1e-4, atol=close)  # used: 0.005
    expect_network_gradients(student, parameters, X, head_for(rng, (5, 10)), oracle.NAMES, close)
