"""SGD(params, lr): visible checks."""

from __future__ import annotations

import pytest

from autograder.checking.questions import draw_step, expect_steps

WHAT = "the parameter after SGD(params, lr)"


@pytest.mark.weight(2)
@pytest.mark.hint(
    "In which direction does a step go, and how far?",
    "Against the gradient: each entry moves in proportion to its own entry of `.grad`.",
    "The new value is the old one minus lr times the gradient, and nothing else has a part in it.",
)
def test_one_step(student, rng):
    """One step worked out by hand"""
    shapes = [(3,), (1, 2)]
    values, gradients, rate = draw_step(rng, shapes), draw_step(rng, shapes), float(rng.choice([0.125, 0.25, 0.5]))
    expect_steps(student, "SGD", values, [gradients], [[rate]], [rate], what=WHAT)


@pytest.mark.weight(2)
@pytest.mark.hint(
    "What does plain gradient descent need from an earlier step?",
    "Nothing. The gradients and the lr of this call decide alone, for arrays of any shape.",
    "For each array of the list: read its `.grad` now, and use the lr that was passed in.",
)
def test_two_steps(student, rng):
    """Two steps with different gradients and rates, for arrays of different shapes"""
    shapes = [(3,), (2, 4), (1, 2, 2), (5, 1)]
    values = draw_step(rng, shapes)
    gradients, rates = [draw_step(rng, shapes), draw_step(rng, shapes)], [0.1, 0.7]
    expect_steps(student, "SGD", values, gradients, [[rate] for rate in rates], rates, what=WHAT)


@pytest.mark.hint(
    "Which arrays does the network compute with after the step?",
    "The same as before: a new array does not become part of the network by getting the name of an old one.",
    "`param[:] = ...` writes into the array that exists; `param = ...` gives a name to a new one.",
)
def test_same_arrays(student, rng):
    """The parameters are updated in place: the same arrays, in the same list"""
    shapes = [(4,), (2, 3)]
    values, gradients = draw_step(rng, shapes), [draw_step(rng, shapes) for _ in range(2)]
    expect_steps(student, "SGD", values, gradients, [[0.5], [0.25]], [0.5, 0.25], what=WHAT, same_arrays=True)
