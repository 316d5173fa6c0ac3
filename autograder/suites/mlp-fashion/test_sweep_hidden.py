"""sweep(num_hiddens_list): hidden checks."""

from __future__ import annotations

import pytest
from fashion_sweeps import ACCURACIES, WIDTHS, draw, expect_sweep


@pytest.mark.hint(
    "Does anything depend on how long the list is, or on what else is in it?",
    "Each element stands for itself, even where one comes twice.",
    "For each element in turn: one network, one training, one number in the result.",
)
def test_other_lists(student, rng):
    """One width, equal widths, many widths

    Each element of the list needs its own training, and its own place in the result.
    """
    once, twice = draw(rng, WIDTHS, 2)
    expect_sweep(student, "sweep", [once], draw(rng, ACCURACIES, 1), widths=[once], rates=[0.5])
    widths = [twice, twice, once, twice]
    expect_sweep(student, "sweep", widths, draw(rng, ACCURACIES, 4), widths=widths, rates=[0.5] * 4)
