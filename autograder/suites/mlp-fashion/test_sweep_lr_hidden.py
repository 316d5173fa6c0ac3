"""sweep_lr(lr_list): hidden checks."""

from __future__ import annotations

import pytest
from fashion_sweeps import ACCURACIES, RATES, draw, expect_sweep


@pytest.mark.hint(
    "Does anything depend on how long the list is, or on what else is in it?",
    "Each element stands for itself, even where one comes twice.",
    "For each element in turn: one network, one training, one number in the result.",
)
def test_other_lists(student, rng):
    """One rate, many rates

    Each element of the list needs its own training, and its own place in the result.
    """
    once, twice, other = draw(rng, RATES, 3)
    expect_sweep(student, "sweep_lr", [once], draw(rng, ACCURACIES, 1), widths=[256], rates=[once])
    rates = [twice, twice, other, once]
    expect_sweep(student, "sweep_lr", rates, draw(rng, ACCURACIES, 4), widths=[256] * 4, rates=rates)
