"""Training with the student's functions: visible checks."""

from __future__ import annotations

import pytest
from symbol_bar import expect_learned


@pytest.mark.hint(
    "Which functions work together in a training?",
    "mlp_symbol, make_iters and custom_loop: look at their checks first.",
)
def test_accuracy(student, dataset, rng):
    """The network learns to read digits that it has not seen"""
    expect_learned(student, dataset, rng, "the network")


@pytest.mark.weight(0)
@pytest.mark.own_chain
def test_own_chain(student, dataset, rng):
    """For information: what your own functions achieve together, as handed in"""
    expect_learned(student, dataset, rng, "the network made of your own functions")
