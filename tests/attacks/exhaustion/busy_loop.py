"""A loop never ends."""

from __future__ import annotations

CELLS = {
    "relu": """
def relu(X):
    while True:
        pass
""",
}
EARNS = {"relu": 0.0}
VERDICTS = {"relu": ("raised", "skipped")}
SAYS = "ran out of time"
SECONDS = 10.0
LIMITS = {"call_seconds": 1.0}
NAIVE = {"stops": 6}
AS_USER = True
