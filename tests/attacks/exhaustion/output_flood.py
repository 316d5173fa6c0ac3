"""Lines are printed without end."""

from __future__ import annotations

CELLS = {
    "relu": """
def relu(X):
    while True:
        print("x" * 100000)
""",
}
EARNS = {"relu": 0.0}
VERDICTS = {"relu": ("raised", "skipped")}
SECONDS = 10.0
LIMITS = {"call_seconds": 1.0}
NAIVE = {"stops": 6}
