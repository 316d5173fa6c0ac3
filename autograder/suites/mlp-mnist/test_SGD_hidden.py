"""SGD(params, lr): hidden checks."""

from __future__ import annotations

import mlp_oracle as oracle
import numpy as np
import pytest

from autograder.checking.questions import (
    draw_step,
    expect_later_gradients,
    expect_only_given_stepped,
    expect_steps,
    variables_kept,
)

WHAT = "the parameter after SGD(params, lr)"


@pytest.mark.hint(
    "Does the rule change where gradients or rates are large?",
    "It is one rule for all, a rate of 0 included.",
    (
        "What is subtracted is lr times the gradient, as it is: the loss is a sum over the batch, and lr is chosen"
        " for that."
    ),
)
def test_large_steps(student, rng):
    """Gradients in the hundreds, and rates from 0 to 2.5

    The rule is the same for small and large gradients and rates.
    """
    shapes = [(6,), (3, 5)]
    values = draw_step(rng, shapes)
    gradients = [draw_step(rng, shapes, scale=300), draw_step(rng, shapes, scale=5), draw_step(rng, shapes)]
    rates = [0.01, 2.5, 0.0]
    expect_steps(student, "SGD", values, gradients, [[rate] for rate in rates], rates, what=WHAT)


@pytest.mark.weight(0.5)
@pytest.mark.hint(
    "What does the size of a step depend on?",
    "On the gradient and the rate. The parameter's own value has no part in it.",
    "What is subtracted is lr times the gradient, at 0 as anywhere.",
)
def test_parameters_near_zero(student, rng):
    """Parameters at and near zero

    New parameters are close to zero; the step depends on the gradient alone.
    """
    shapes = [(6,), (3, 5)]
    values = [np.zeros(6, np.float32), draw_step(rng, [(3, 5)], scale=1e-4)[0]]
    gradients, rates = [draw_step(rng, shapes)], [0.02]
    expect_steps(student, "SGD", values, gradients, [[rate] for rate in rates], rates, what=WHAT)


@pytest.mark.weight(1.5)
@pytest.mark.hint(
    "Where does the next backward pass write its gradients?",
    "Into the place that attach_grad() made for each array. A pass replaces what an earlier one left there.",
    (
        "A step needs only to read `.grad`. An array that is attached anew is attached as in the notebook, with "
        "attach_grad() and no more."
    ),
)
def test_later_gradients(student, rng):
    """Gradients of later batches

    After a step, every backward pass must still store its own gradient: neither nothing nor a sum.
    """
    shapes = [(4,), (2, 3)]
    values, gradients = draw_step(rng, shapes), [draw_step(rng, shapes) for _ in range(3)]
    expect_later_gradients(student, "SGD", values, gradients, [0.1], 0.1)


@pytest.mark.weight(1.5)
@pytest.mark.hint(
    "Which arrays does a call of SGD change?",
    "Those of the list that it was given, whichever and however many these are.",
    "A loop over params reaches all of them, and no array that is not among them.",
)
def test_only_the_given_parameters(student, rng):
    """All the arrays of the list, and no others

    SGD updates whatever list it is given, one array or a part of the network, and nothing else.
    """
    shapes = [(3,), (2, 2), (4, 1)]
    values, gradients = draw_step(rng, shapes), draw_step(rng, shapes)
    with variables_kept(student, oracle.NAMES, "A step on other arrays changed the network's own parameters."):
        student.drive("parameters_around_step", "SGD", values, gradients, [0.5])
    for chosen in ([0, 2], [1]):
        expect_only_given_stepped(student, "SGD", values, gradients, [0.5], 0.5, chosen, what=WHAT)
