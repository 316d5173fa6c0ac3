"""The function sleeps for a year."""

from __future__ import annotations

CELLS = {
    "relu": """
import time

def relu(X):
    time.sleep(3e7)
""",
}
EARNS = {"relu": 0.0}
VERDICTS = {"relu": ("raised", "skipped")}
SECONDS = 10.0
LIMITS = {"call_seconds": 1.0}
NAIVE = {"stops": 6}
