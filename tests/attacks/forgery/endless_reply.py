"""A reply that never ends trickles in, a byte at a time."""

from __future__ import annotations

BEFORE = "@SAY@"
CELLS = {
    "relu": """
import time

def relu(X):
    say(struct.pack(">I", 60_000_000))
    while True:
        say(b"x")
        time.sleep(0.01)
""",
}
EARNS = {"relu": 0.0}
VISIBLE = True
VERDICTS = {"relu": ("raised", "failed", "skipped")}
SECONDS = 12
LIMITS = {"call_seconds": 1.5}
SAYS = "ran out of time"
WHY_NOT = "The grader without a wall has no wire: whoever runs in its process has no need to forge one."
