"""Phrases that the engine writes into reports and that feedback knows again: a report read back from JSON holds nothing else.

Must not know who writes nor who reads them.
"""

from __future__ import annotations

OUT_OF_TIME = "ran out of time"
ENDED = "ended its own process"
TOO_MANY_ENDED = "none of the cells was run, as too many of them end the process"


def its_cell(reason: str) -> str:
    """What a cell did, as the reason why its function does not exist; ``reason`` is what follows a subject."""
    return f"its cell {reason}"


def not_defined(name: str, why: str) -> str:
    """That a notebook defines no function ``name``, and why."""
    return f"{name} is not defined: {why}"
