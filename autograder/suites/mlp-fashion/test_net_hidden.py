"""net(X): hidden checks."""

from __future__ import annotations

import fashion_oracle as oracle
import pytest

from autograder.checking.networks import (
    draw_case,
    draw_parameters,
    expect_network_gradients,
    expect_outputs,
    parameters_set,
)
from autograder.checking.questions import draw_images, expect_kept, head_for

CLOSE = {"rtol": 1e-4, "atol": 1e-4}  # used: 0.01


@pytest.mark.weight(1.5)
@pytest.mark.hint("Use W1, b1, W2, b2 themselves each time net is called; keep nothing from an earlier call.")
def test_current_parameters(student, rng):
    """The current values of the parameters

    Training changes the parameters in place. The same images must then give new scores, and the old parameters the old
    ones.
    """
    first, second = draw_parameters(rng, oracle.SIZES), draw_parameters(rng, oracle.SIZES)
    X = draw_images(rng, 5)
    settings = [first, second, [*first[:2], *second[2:]], first]
    expect_outputs(student, settings, X, **CLOSE)


@pytest.mark.weight(1.5)
@pytest.mark.hint("Apply relu between the two layers only: not to the input, not to the output.")
def test_inputs_of_both_signs(student, rng):
    """Inputs from -1 to 1: scores and gradients

    Standardised images have pixels of both signs, and all of them must be used.
    """
    parameters, X = draw_case(rng, 3, oracle.SIZES, low=-1)
    expect_network_gradients(student, parameters, X, head_for(rng, (3, 10)), oracle.NAMES)


@pytest.mark.weight(0.5)
@pytest.mark.hint("Compute new arrays; leave X as it is.")
def test_input_unchanged(student, rng):
    """net leaves X unchanged

    The same batch is used again, for the accuracy.
    """
    parameters, X = draw_parameters(rng, oracle.SIZES), draw_images(rng, 4, low=-1)
    with parameters_set(student, oracle.NAMES, parameters):
        expect_kept(student, "net", {"X": X}, oracle.net(parameters, X), **CLOSE, what="net(X)")
