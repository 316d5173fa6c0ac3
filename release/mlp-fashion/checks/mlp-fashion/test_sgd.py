"""sgd(params, lr, batch_size): visible checks."""

from __future__ import annotations

import pytest

from autograder.checking.questions import draw_step, expect_steps

WHAT = "the parameter after sgd(params, lr, batch_size)"


@pytest.mark.weight(2)
@pytest.mark.hint(
    "In which direction does a step go, and how far?",
    "Against the gradient: each entry moves in proportion to its own entry of `.grad`.",
    (
        "The new value is the old one minus lr times the gradient, divided by batch_size, and nothing else has a "
        "part in it."
    ),
)
def test_one_step(student, rng):
    """One step worked out by hand"""
    shapes = [(3,), (1, 2)]
    values, gradients = draw_step(rng, shapes), draw_step(rng, shapes)
    rate, size = float(rng.choice([0.25, 0.5, 1.0])), int(rng.choice([4, 8, 16]))
    expect_steps(student, "sgd", values, [gradients], [[rate, size]], [rate / size], what=WHAT)


@pytest.mark.weight(2)
@pytest.mark.hint(
    "What does plain gradient descent need from an earlier step?",
    "Nothing. The gradients, lr and batch_size of this call decide alone, for arrays of any shape.",
    "For each array of the list: read its `.grad` now, and use the lr and batch_size that were passed in.",
)
def test_several_steps(student, rng):
    """Three steps with different rates and batch sizes, for arrays of different shapes"""
    shapes = [(3,), (2, 4), (1, 2, 2), (5, 1)]
    values, gradients = draw_step(rng, shapes), [draw_step(rng, shapes) for _ in range(3)]
    arguments = [[0.5, 4], [2.0, 3], [0.25, 1]]
    rates = [rate / size for rate, size in arguments]
    expect_steps(student, "sgd", values, gradients, arguments, rates, what=WHAT)


@pytest.mark.hint(
    "Which arrays does the network compute with after the step?",
    "The same as before: a new array does not become part of the network by getting the name of an old one.",
    "`param[:] = ...` writes into the array that exists; `param = ...` gives a name to a new one.",
)
def test_same_arrays(student, rng):
    """The parameters are updated in place: the same arrays, in the same list"""
    shapes = [(4,), (2, 3)]
    values, gradients = draw_step(rng, shapes), [draw_step(rng, shapes) for _ in range(2)]
    arguments = [[1.0, 2], [0.5, 2]]
    expect_steps(student, "sgd", values, gradients, arguments, [0.5, 0.25], what=WHAT, same_arrays=True)
