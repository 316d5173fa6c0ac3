"""sgd(params, lr, batch_size): visible checks."""

from __future__ import annotations

import pytest

from autograder.checking.questions import draw_step, expect_steps

WHAT = "the parameter after sgd(params, lr, batch_size)"


@pytest.mark.weight(2)
@pytest.mark.hint("Go against the gradient, times lr, divided by batch_size.")
def test_one_step(student, rng):
    """One step worked out by hand"""
    shapes = [(3,), (1, 2)]
    values, gradients = draw_step(rng, shapes), draw_step(rng, shapes)
    rate, size = float(rng.choice([0.25, 0.5, 1.0])), int(rng.choice([4, 8, 16]))
    expect_steps(student, "sgd", values, [gradients], [[rate, size]], [rate / size], what=WHAT)


@pytest.mark.weight(2)
@pytest.mark.hint(
    "Use lr, batch_size and the gradients of this call only; nothing is carried over from the step before."
)
def test_several_steps(student, rng):
    """Three steps with different rates and batch sizes, for arrays of different shapes"""
    shapes = [(3,), (2, 4), (1, 2, 2), (5, 1)]
    values, gradients = draw_step(rng, shapes), [draw_step(rng, shapes) for _ in range(3)]
    arguments = [[0.5, 4], [2.0, 3], [0.25, 1]]
    rates = [rate / size for rate, size in arguments]
    expect_steps(student, "sgd", values, gradients, arguments, rates, what=WHAT)


@pytest.mark.hint(
    "param = param - ... makes a new array and gives it a local name; param[:] = ... writes into the old one."
)
def test_same_arrays(student, rng):
    """The parameters are updated in place: the same arrays, in the same list"""
    shapes = [(4,), (2, 3)]
    values, gradients = draw_step(rng, shapes), [draw_step(rng, shapes) for _ in range(2)]
    arguments = [[1.0, 2], [0.5, 2]]
    expect_steps(student, "sgd", values, gradients, arguments, [0.5, 0.25], what=WHAT, same_arrays=True)
