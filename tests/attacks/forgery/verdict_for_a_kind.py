"""A reply of a kind that only the host may speak: passed, report, ready, ended."""

from __future__ import annotations

BEFORE = "@SAY@"
CELLS = {
    "relu": """
def relu(X):
    for kind in ("passed", "report", "verdict", "ready"):
        say(answer(asked(), {"score": 4.0}, kind=kind))
    return X
""",
}
EARNS = {"relu": 0.0}
VISIBLE = True
VERDICTS = {"relu": ("raised", "failed", "skipped")}
WHY_NOT = "The grader without a wall has no wire: whoever runs in its process has no need to forge one."
