"""The interpreter reads an address that is not there."""

from __future__ import annotations

BEFORE = "@SAY@"
CELLS = {
    "relu": """
import ctypes

def relu(X):
    ctypes.string_at(0)
""",
}
EARNS = {"relu": 0.0}
VISIBLE = True
VERDICTS = {"relu": ("raised", "failed", "skipped")}
SAYS = "crashed"
WHY_NOT = "The grader without a wall has no wire: whoever runs in its process has no need to forge one."
