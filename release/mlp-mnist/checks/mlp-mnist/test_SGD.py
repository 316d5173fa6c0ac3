"""SGD(params, lr): visible checks."""

from __future__ import annotations

import pytest

from autograder.checking.questions import draw_step, expect_steps

WHAT = "the parameter after SGD(params, lr)"


@pytest.mark.weight(2)
@pytest.mark.hint("Go against the gradient, scaled by lr: no more, no less.")
def test_one_step(student, rng):
    """One step worked out by hand"""
    shapes = [(3,), (1, 2)]
    values, gradients, rate = draw_step(rng, shapes), draw_step(rng, shapes), float(rng.choice([0.125, 0.25, 0.5]))
    expect_steps(student, "SGD", values, [gradients], [[rate]], [rate], what=WHAT)


@pytest.mark.weight(2)
@pytest.mark.hint("Use the lr and the gradients of this call only; nothing is carried over from the step before.")
def test_two_steps(student, rng):
    """Two steps with different gradients and rates, for arrays of different shapes"""
    shapes = [(3,), (2, 4), (1, 2, 2), (5, 1)]
    values = draw_step(rng, shapes)
    gradients, rates = [draw_step(rng, shapes), draw_step(rng, shapes)], [0.1, 0.7]
    expect_steps(student, "SGD", values, gradients, [[rate] for rate in rates], rates, what=WHAT)


@pytest.mark.hint(
    "param = param - ... makes a new array and gives it a local name; param[:] = ... writes into the old one."
)
def test_same_arrays(student, rng):
    """The parameters are updated in place: the same arrays, in the same list"""
    shapes = [(4,), (2, 3)]
    values, gradients = draw_step(rng, shapes), [draw_step(rng, shapes) for _ in range(2)]
    expect_steps(student, "SGD", values, gradients, [[0.5], [0.25]], [0.5, 0.25], what=WHAT, same_arrays=True)
