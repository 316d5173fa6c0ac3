"""The function ends the process with status 0 in the middle of a test."""

from __future__ import annotations

CELLS = {
    "relu": """
import os

def relu(X):
    os._exit(0)
""",
}
EARNS = {"relu": 0.0, "softmax": 6.0}
VERDICTS = {"relu": ("raised",)}
NAIVE = {"stops": 20}
