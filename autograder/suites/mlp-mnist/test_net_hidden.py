"""net(X): hidden checks."""

from __future__ import annotations

import mlp_oracle as oracle
import numpy as np
import pytest

from autograder.checking.networks import draw_parameters, expect_network_gradients, expect_outputs, parameters_set
from autograder.checking.questions import expect_kept, head_for

CLOSE = {"rtol": 1e-4, "atol": 1e-4}  # used: 0.02


@pytest.mark.weight(1.5)
@pytest.mark.hint("Use W1 ... b3 themselves each time net is called; keep nothing from an earlier call.")
def test_current_parameters(student, rng):
    """The current values of the parameters

    Training changes the parameters in place. The same images must then give new scores, and the old parameters the old
    ones.
    """
    first, second = draw_parameters(rng, oracle.SIZES), draw_parameters(rng, oracle.SIZES)
    X = oracle.draw_flat(rng, 5)
    settings = [first, second, [*first[:4], *second[4:]], first]
    expect_outputs(student, settings, X, **CLOSE)


@pytest.mark.weight(1.5)
@pytest.mark.hint("Apply relu between the layers only: not to the input, not to the output.")
def test_inputs_of_both_signs(student, rng):
    """Inputs from -2 to 2: scores and gradients

    Standardised images have pixels of both signs and beyond 1, and all of them must be used.
    """
    parameters, X = oracle.draw_flat_case(rng, 3, low=-2, high=2)
    expect_network_gradients(student, parameters, X, head_for(rng, (3, 10)), oracle.NAMES)


@pytest.mark.hint("Scores, not probabilities: the loss applies softmax itself. Rows must not influence each other.")
def test_scores_without_limits(student, rng):
    """Large scores and their gradients, and each image on its own

    The last layer is linear: scores grow as the parameters grow. The scores of one image do not depend on the others.
    """
    parameters, X = oracle.draw_flat_case(rng, 6, factor=3)
    close = 1e-4 * float(np.abs(oracle.net(parameters, X)).max())
    # Used: 0.008.
    expect_outputs(student, [parameters], X, X[:2], X[::-1].copy(), rtol=1e-4, atol=close)
    expect_network_gradients(student, parameters, X, head_for(rng, (6, 10)), oracle.NAMES, close)


@pytest.mark.weight(0.5)
@pytest.mark.hint("Compute new arrays; leave X as it is.")
def test_input_unchanged(student, rng):
    """net leaves X unchanged

    The same batch is used again, for the accuracy.
    """
    parameters, X = draw_parameters(rng, oracle.SIZES), oracle.draw_flat(rng, 4, low=-1)
    with parameters_set(student, oracle.NAMES, parameters):
        expect_kept(student, "net", {"X": X}, oracle.net(parameters, X), **CLOSE, what="net(X)")
