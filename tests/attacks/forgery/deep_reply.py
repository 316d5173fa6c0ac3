"""A reply is nested a hundred thousand deep."""

from __future__ import annotations

BEFORE = "@SAY@"
CELLS = {
    "relu": """
def relu(X):
    body = b"[" * 100000 + b"]" * 100000
    text = b'{"id": %d, "kind": "value", "body": %s, "buffers": []}' % (asked(), body)
    say(frame(text))
    return X
""",
}
EARNS = {"relu": 0.0}
VISIBLE = True
VERDICTS = {"relu": ("raised", "failed", "skipped")}
SAYS = "bytes that cannot be read"
WHY_NOT = "The grader without a wall has no wire: whoever runs in its process has no need to forge one."
