"""A reply claims to be 4 GiB long."""

from __future__ import annotations

BEFORE = "@SAY@"
CELLS = {
    "relu": """
def relu(X):
    say(b"\\xff" * 8 + b"x" * 60000)
    return X
""",
}
EARNS = {"relu": 0.0}
VISIBLE = True
VERDICTS = {"relu": ("raised", "failed", "skipped")}
SAYS = "bytes that cannot be read"
WHY_NOT = "The grader without a wall has no wire: whoever runs in its process has no need to forge one."
