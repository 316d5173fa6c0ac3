"""sweep(num_hiddens_list): visible checks. Stand-ins take the places of make_net and train, and remember their calls."""

from __future__ import annotations

import pytest
from fashion_sweeps import ACCURACIES, WIDTHS, draw, expect_sweep


@pytest.mark.weight(2)
@pytest.mark.hint(
    "Call make_net, then train, for each width; the last row's last number is the accuracy after the last epoch."
)
def test_widths(student, rng):
    """One test accuracy for each width, in the order of the list"""
    widths = draw(rng, WIDTHS, 3)
    expect_sweep(student, "sweep", widths, draw(rng, ACCURACIES, 3), widths=widths, rates=[0.5] * 3)
