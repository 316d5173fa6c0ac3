"""Every number that comes back is NaN, which no comparison is below."""

from __future__ import annotations

BEFORE = "@SAY@"
CELLS = {
    "relu": """
def relu(X):
    return X * float("nan")
""",
}
EARNS = {"relu": 0.0, "softmax": 6.0}
VERDICTS = {"relu": ("failed",), "softmax": ("passed",)}
WHY_NOT = "The grader without a wall has no wire: whoever runs in its process has no need to forge one."
