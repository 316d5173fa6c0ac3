"""A reply breaks off in its middle, and the process ends."""

from __future__ import annotations

BEFORE = "@SAY@"
CELLS = {
    "relu": """
def relu(X):
    say(answer(asked(), [1.0] * 100)[:200])
    os._exit(0)
""",
}
EARNS = {"relu": 0.0}
VISIBLE = True
LIMITS = {"call_seconds": 1.5}
VERDICTS = {"relu": ("raised", "failed", "skipped")}
WHY_NOT = "The grader without a wall has no wire: whoever runs in its process has no need to forge one."
