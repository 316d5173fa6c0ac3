"""The result is an array of a hundred million numbers."""

from __future__ import annotations

CELLS = {
    "relu": """
def relu(X):
    return nd.zeros((100_000_000,))
""",
}
EARNS = {"relu": 0.0}
VISIBLE = True
VERDICTS = {"relu": ("raised", "skipped")}
SAYS = "cannot be sent"
SECONDS = 20.0
WHY_NOT = "Nobody would thank us for showing it on this machine."
