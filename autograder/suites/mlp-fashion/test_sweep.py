"""sweep(num_hiddens_list): visible checks. Stand-ins take the places of make_net and train, and remember their calls."""

from __future__ import annotations

import pytest
from fashion_sweeps import expect_sweep


@pytest.mark.weight(2)
@pytest.mark.hint(
    "make_net, then train, for each width; the last row's last number is the accuracy after the last epoch."
)
def test_widths(student):
    """One test accuracy for each width, in the order of the list"""
    expect_sweep(student, "sweep", [16, 64, 4], [0.75, 0.5, 0.625], widths=[16, 64, 4], rates=[0.5] * 3)
