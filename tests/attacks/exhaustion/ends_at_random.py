"""Every call gives another result, so that the smallest failing input is looked for in vain."""

from __future__ import annotations

CELLS = {
    "relu": """
import random, os

def relu(X):
    return nd.maximum(X, 0) * (2 + os.urandom(1)[0]) + os.urandom(1)[0] + 1
""",
}
EARNS = {"relu": 0.0}
VERDICTS = {"relu": ("failed",)}
SECONDS = 20.0
WHY_NOT = "It costs a grader time that looks for the smallest failing input, as the one without a wall does not."
