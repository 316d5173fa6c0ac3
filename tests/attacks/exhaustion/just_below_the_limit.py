"""Every call takes nearly as long as it may, so that the submission would take for ever."""

from __future__ import annotations

CELLS = {
    "relu": """
import time

def relu(X):
    time.sleep(0.9)
    return X
""",
}
EARNS = {"relu": 0.0}
VERDICTS = {"relu": ("failed", "skipped", "raised")}
SECONDS = 15.0
LIMITS = {"call_seconds": 1.2, "submission_seconds": 6.0}
WHY_NOT = "A grader that limits each call and no submission would wait for hours; the one here limits nothing."
