"""The process kills itself in every call."""

from __future__ import annotations

BEFORE = "@SAY@"
CELLS = {
    "relu": """
import signal

def relu(X):
    os.kill(os.getpid(), signal.SIGKILL)
""",
}
EARNS = {"relu": 0.0}
VISIBLE = True
VERDICTS = {"relu": ("raised", "failed", "skipped")}
SAYS = "killed"
WHY_NOT = "The grader without a wall has no wire: whoever runs in its process has no need to forge one."
