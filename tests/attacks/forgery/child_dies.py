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
EARNS = {"relu": 0.0, "softmax": 6.0}
VERDICTS = {"relu": ("raised",), "softmax": ("passed",)}
SAYS = "killed"
WHY_NOT = "The grader without a wall has no wire: whoever runs in its process has no need to forge one."
