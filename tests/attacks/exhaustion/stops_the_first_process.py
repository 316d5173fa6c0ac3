"""The room's first process, which would end the session, is stopped."""

from __future__ import annotations

CELLS = {
    "relu": """
import os, signal

def relu(X):
    os.kill(os.getppid(), signal.SIGSTOP)
    os._exit(0)
""",
}
EARNS = {"relu": 0.0}
VISIBLE = True
VERDICTS = {"relu": ("raised", "skipped")}
SECONDS = 15.0
LIMITS = {"call_seconds": 1.0}
WHY_NOT = "The grader without a wall has no such process."
