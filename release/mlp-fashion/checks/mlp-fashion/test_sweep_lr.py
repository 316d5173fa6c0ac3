"""sweep_lr(lr_list): visible checks. Stand-ins of make_net and train remember their calls."""

from __future__ import annotations

import pytest
from fashion_sweeps import ACCURACIES, RATES, draw, expect_sweep


@pytest.mark.weight(2)
@pytest.mark.hint(
    "What has to be equal where two rates are compared?",
    "All but the rate: the network, the data, and that no training has happened before.",
    "Make a new network for each rate and train it at this rate; take the last number of the last row.",
)
def test_rates(student, rng):
    """One test accuracy for each rate, each from a new network"""
    rates = draw(rng, RATES, 3)
    expect_sweep(student, "sweep_lr", rates, draw(rng, ACCURACIES, 3), widths=[256] * 3, rates=rates)
