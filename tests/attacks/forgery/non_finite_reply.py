"""A reply holds bare NaN and infinities, and numbers that no float holds."""

from __future__ import annotations

BEFORE = "@SAY@"
CELLS = {
    "relu": """
def relu(X):
    text = b'{"id": %d, "kind": "value", "body": [NaN, Infinity, -Infinity, 1e999], "buffers": []}' % asked()
    say(frame(text))
    return X
""",
}
EARNS = {"relu": 0.0}
VISIBLE = True
VERDICTS = {"relu": ("raised", "failed", "skipped")}
SAYS = "bytes that cannot be read"
WHY_NOT = "The grader without a wall has no wire: whoever runs in its process has no need to forge one."
