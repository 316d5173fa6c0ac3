"""The result and the error are texts of a hundred million characters."""

from __future__ import annotations

CELLS = {
    "relu": """
import itertools
turn = itertools.count()

def relu(X):
    if next(turn) % 2:
        raise ValueError("x" * 100_000_000)
    return "x" * 100_000_000
""",
}
EARNS = {"relu": 0.0}
VISIBLE = True
VERDICTS = {"relu": ("failed", "raised")}
SECONDS = 20.0
WHY_NOT = "Nobody would thank us for showing it on this machine."
