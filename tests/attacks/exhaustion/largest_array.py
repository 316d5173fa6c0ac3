"""Each result is as large as may cross: sixty megabytes, again and again."""

from __future__ import annotations

CELLS = {
    "relu": """
KEPT = nd.zeros((15_000_000,))

def relu(X):
    return KEPT
""",
}
EARNS = {"relu": 0.0}
VISIBLE = True
VERDICTS = {"relu": ("failed",)}
SECONDS = 30.0
WHY_NOT = "Nobody would thank us for showing it on this machine."
