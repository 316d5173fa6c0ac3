"""The result is an array of a million million numbers that takes eight bytes."""

from __future__ import annotations

CELLS = {
    "relu": """
import numpy as np

def relu(X):
    return np.broadcast_to(np.float32(0), (2**40,))
""",
}
EARNS = {"relu": 0.0}
VISIBLE = True
VERDICTS = {"relu": ("raised", "skipped")}
SAYS = "cannot be sent"
SECONDS = 10.0
WHY_NOT = "Nobody would thank us for showing it on this machine."
