"""A reply holds an integer of a million digits."""

from __future__ import annotations

BEFORE = "@SAY@"
CELLS = {
    "relu": """
def relu(X):
    say(frame(b'{"id": %d, "kind": "value", "body": ' % asked() + b"9" * 1_000_000 + b', "buffers": []}'))
    return X
""",
}
EARNS = {"relu": 0.0}
VISIBLE = True
VERDICTS = {"relu": ("raised", "failed", "skipped")}
SAYS = "bytes that cannot be read"
WHY_NOT = "The grader without a wall has no wire: whoever runs in its process has no need to forge one."
