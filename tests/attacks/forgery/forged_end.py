"""The session says that it has ended, goes on, and answers the next session in its place."""

from __future__ import annotations

BEFORE = "@SAY@"
CELLS = {
    "relu": """
import threading

def relu(X):
    say(answer(0, {"status": 0}, kind="ended") * 20)
    return X
""",
}
EARNS = {"relu": 0.0}
VISIBLE = True
VERDICTS = {"relu": ("raised", "failed", "skipped")}
WHY_NOT = "The grader without a wall has no wire: whoever runs in its process has no need to forge one."
