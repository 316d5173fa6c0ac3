"""sweep_lr(lr_list): hidden checks."""

from __future__ import annotations

import pytest
from fashion_sweeps import expect_sweep


@pytest.mark.hint("Nothing depends on how many rates there are, or on their order.")
def test_other_lists(student):
    """One rate, and many

    Each element of the list has a training of its own, and its accuracy a place of its own.
    """
    expect_sweep(student, "sweep_lr", [2.0], [0.125], widths=[256], rates=[2.0])
    rates = [0.5, 0.5, 0.0625, 4.0]
    expect_sweep(student, "sweep_lr", rates, [0.5, 0.25, 0.75, 0.5], widths=[256] * 4, rates=rates)
