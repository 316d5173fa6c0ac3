"""sweep(num_hiddens_list): visible checks. Stand-ins of make_net and train remember their calls."""

from __future__ import annotations

import pytest
from fashion_sweeps import ACCURACIES, WIDTHS, draw, expect_sweep


@pytest.mark.weight(2)
@pytest.mark.hint(
    "What has to be done once for each width?",
    "make_net makes a network, and train trains it. train returns one row for each epoch.",
    (
        "The accuracy after the last epoch is the last number of the last row. Return one for each width, in the "
        "order of the list."
    ),
)
def test_widths(student, rng):
    """One test accuracy for each width, in the order of the list"""
    widths = draw(rng, WIDTHS, 3)
    expect_sweep(student, "sweep", widths, draw(rng, ACCURACIES, 3), widths=widths, rates=[0.5] * 3)
