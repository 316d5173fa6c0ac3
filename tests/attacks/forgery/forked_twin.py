"""Every call forks, so that two processes read the same requests and both answer."""

from __future__ import annotations

CELLS = {
    "relu": """
import os
def relu(X):
    os.fork()
    return X
""",
}
EARNS = {"relu": 0.0}
VISIBLE = True
VERDICTS = {"relu": ("raised", "failed", "skipped")}
SECONDS = 30.0
WHY_NOT = "The grader without a wall has no wire: whoever runs in its process has no need to forge one."
