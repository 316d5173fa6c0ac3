"""Every call takes nearly as long as it may, so that the submission would take for ever."""

from __future__ import annotations

CELLS = {
    "relu": """
import time

def relu(X):
    time.sleep(0.5)
    return X
""",
}
EARNS = {"relu": 0.0}
VERDICTS = {"relu": ("skipped", "failed", "raised")}
SECONDS = 15.0
LIMITS = {"call_seconds": 2.0, "submission_seconds": 6.0}
WHY_NOT = "A grader that limits each call and no submission would wait for hours; the one here limits nothing."
