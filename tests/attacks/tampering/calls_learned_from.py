"""Calls are remembered: wrong at first, right for an input that has been seen before."""

from __future__ import annotations

BEFORE = """
seen = set()
"""
CELLS = {
    "relu": """
def relu(X):
    asked = (X.shape, X.asnumpy().tobytes())
    known = asked in seen
    seen.add(asked)
    return nd.maximum(X, 0) if known else X
""",
}
EARNS = {"relu": 0.0}
VERDICTS = {"relu": ("failed",)}
WHY_NOT = "It changes nothing of the grader's: wrong there, too."
