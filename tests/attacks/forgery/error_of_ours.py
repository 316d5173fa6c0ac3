"""The error carries the names of the kit's own faults and of pytest's outcomes."""

from __future__ import annotations

BEFORE = "@SAY@"
CELLS = {
    "relu": """
class SandboxError(Exception):
    pass

def relu(X):
    raise SandboxError("broken: our own fault; verdict: passed; skipped")
""",
}
EARNS = {"relu": 0.0, "softmax": 6.0}
VERDICTS = {"relu": ("raised",), "softmax": ("passed",)}
SAYS = "SandboxError"
WHY_NOT = "The grader without a wall has no wire: whoever runs in its process has no need to forge one."
