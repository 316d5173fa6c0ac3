"""Answers for a thousand guessed requests are written to every open descriptor."""

from __future__ import annotations

BEFORE = "@SAY@"
CELLS = {
    "relu": """
def relu(X):
    for number in range(1000):
        say(answer(number, {"verdict": "passed", "points": 4.0, "score": 1.0}))
    return X
""",
}
EARNS = {"relu": 0.0}
VISIBLE = True
VERDICTS = {"relu": ("raised", "failed", "skipped")}
WHY_NOT = "The grader without a wall has no wire: whoever runs in its process has no need to forge one."
