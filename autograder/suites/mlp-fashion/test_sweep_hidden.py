"""sweep(num_hiddens_list): hidden checks."""

from __future__ import annotations

import pytest
from fashion_sweeps import expect_sweep


@pytest.mark.hint("Nothing depends on how many widths there are, or on whether one comes twice.")
def test_other_lists(student):
    """One width, equal widths, and many

    Each element of the list has a training of its own, and its accuracy a place of its own.
    """
    expect_sweep(student, "sweep", [32], [0.875], widths=[32], rates=[0.5])
    expect_sweep(student, "sweep", [8, 8, 2, 8], [0.5, 0.25, 0.75, 0.5], widths=[8, 8, 2, 8], rates=[0.5] * 4)
