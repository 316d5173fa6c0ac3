"""Every call is answered twice, the second time for a call not yet made."""

from __future__ import annotations

BEFORE = "@SAY@"
CELLS = {
    "relu": """
def relu(X):
    say(answer(asked(), {"verdict": "passed"}) + answer(asked() + 1, {"verdict": "passed"}))
    return X
""",
}
EARNS = {"relu": 0.0}
VISIBLE = True
VERDICTS = {"relu": ("raised", "failed", "skipped")}
WHY_NOT = "The grader without a wall has no wire: whoever runs in its process has no need to forge one."
