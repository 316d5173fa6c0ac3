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
@pytest.mark.hint(
    "When does net look at its parameters?",
    "Training writes new numbers into the same arrays. Each call uses the numbers that are there at that moment.",
    "Name W1, b1, W2 and b2 inside the function, and compute everything anew in each call.",
)
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
@pytest.mark.hint(
    "To which numbers does relu apply?",
    "To the numbers that leave a hidden layer. Inputs and scores may have any sign.",
    "X enters the first product as it is; relu follows the first.",
)
def test_inputs_of_both_signs(student, rng):
    """Inputs from -1 to 1: scores and gradients

    Standardised images have pixels of both signs, and all of them must be used.
    """
    parameters, X = draw_case(rng, 3, oracle.SIZES, low=-1)
    expect_network_gradients(student, parameters, X, head_for(rng, (3, 10)), oracle.NAMES)


@pytest.mark.weight(0.5)
@pytest.mark.hint(
    "Which array holds the result, and which one does the caller still need?",
    (
        "An expression makes a new array; in-place operators such as `-=`, and `X[...] = ...`, write into one that"
        " exists."
    ),
    "Compute new arrays from X, and return the last of them.",
)
def test_input_unchanged(student, rng):
    """net leaves X unchanged

    The same batch is used again, for the accuracy.
    """
    parameters, X = draw_parameters(rng, oracle.SIZES), draw_images(rng, 4, low=-1)
    with parameters_set(student, oracle.NAMES, parameters):
        expect_kept(student, "net", {"X": X}, oracle.net(parameters, X), **CLOSE, what="net(X)")
