"""A reply declares a million buffers of no bytes."""

from __future__ import annotations

BEFORE = "@SAY@"
CELLS = {
    "relu": """
def relu(X):
    say(frame({"id": asked(), "kind": "value", "body": None, "buffers": [0] * 600000}))
    return X
""",
}
EARNS = {"relu": 0.0}
VISIBLE = True
VERDICTS = {"relu": ("raised", "failed", "skipped")}
SAYS = "bytes that cannot be read"
WHY_NOT = "The grader without a wall has no wire: whoever runs in its process has no need to forge one."
