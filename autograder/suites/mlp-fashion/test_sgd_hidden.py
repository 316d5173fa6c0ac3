"""sgd(params, lr, batch_size): hidden checks."""

from __future__ import annotations

import fashion_oracle as oracle
import numpy as np
import pytest

from autograder.checking.questions import (
    draw_step,
    expect_later_gradients,
    expect_only_given_stepped,
    expect_steps,
    variables_kept,
)

WHAT = "the parameter after sgd(params, lr, batch_size)"


@pytest.mark.hint(
    "Does the rule change where gradients or rates are large?",
    "It is one rule for all, a rate of 0 included.",
    "What is subtracted is lr times the gradient, divided by batch_size, without any bound.",
)
def test_large_steps(student, rng):
    """Gradients in the hundreds, rates from 0 to 20, batches of 1 and of 1000

    The rule is the same for small and large gradients, rates and batches.
    """
    shapes = [(6,), (3, 5)]
    values = draw_step(rng, shapes)
    gradients = [draw_step(rng, shapes, scale=300), draw_step(rng, shapes, scale=5), draw_step(rng, shapes)]
    arguments = [[20.0, 1000], [2.5, 1], [0.0, 7]]
    rates = [rate / size for rate, size in arguments]
    expect_steps(student, "sgd", values, gradients, arguments, rates, what=WHAT)


@pytest.mark.weight(0.5)
@pytest.mark.hint(
    "What does the size of a step depend on?",
    "On the gradient and the rate. The parameter's own value has no part in it.",
    "What is subtracted is lr times the gradient, divided by batch_size, at 0 as anywhere.",
)
def test_parameters_near_zero(student, rng):
    """Parameters at and near zero

    New biases are zero; the step depends on the gradient alone.
    """
    shapes = [(6,), (3, 5)]
    values = [np.zeros(6, np.float32), draw_step(rng, [(3, 5)], scale=1e-4)[0]]
    gradients = [draw_step(rng, shapes)]
    expect_steps(student, "sgd", values, gradients, [[0.1, 5]], [0.02], what=WHAT)


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
    expect_later_gradients(student, "sgd", values, gradients, [0.5, 5], 0.1)


@pytest.mark.weight(1.5)
@pytest.mark.hint(
    "Which arrays does a call of sgd change?",
    "Those of the list that it was given, whichever and however many these are.",
    "A loop over params reaches all of them, and no array that is not among them.",
)
def test_only_the_given_parameters(student, rng):
    """All the arrays of the list, and no others

    sgd updates whatever list it is given, one array or a part of the network, and nothing else.
    """
    shapes = [(3,), (2, 2), (4, 1)]
    values, gradients = draw_step(rng, shapes), draw_step(rng, shapes)
    with variables_kept(student, oracle.NAMES, "A step on other arrays changed the network's own parameters."):
        student.drive("parameters_around_step", "sgd", values, gradients, [1.0, 2])
    for chosen in ([0, 2], [1]):
        expect_only_given_stepped(student, "sgd", values, gradients, [1.0, 2], 0.5, chosen, what=WHAT)
