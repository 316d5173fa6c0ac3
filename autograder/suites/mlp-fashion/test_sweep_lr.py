"""sweep_lr(lr_list): visible checks. Stand-ins take the places of make_net and train, and remember their calls."""

from __future__ import annotations

import pytest
from fashion_sweeps import expect_sweep


@pytest.mark.weight(2)
@pytest.mark.hint("A network made anew for each rate, or the second training begins where the first ended.")
def test_rates(student):
    """One test accuracy for each rate, each for a network of its own"""
    expect_sweep(
        student, "sweep_lr", [0.25, 1.0, 0.125], [0.75, 0.5, 0.625], widths=[256] * 3, rates=[0.25, 1.0, 0.125]
    )
