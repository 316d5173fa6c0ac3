"""The room's first process gets limits with which it can do nothing any more."""

from __future__ import annotations

BEFORE = """
import os, resource
for name in ("RLIMIT_NOFILE", "RLIMIT_AS", "RLIMIT_CPU", "RLIMIT_FSIZE", "RLIMIT_NPROC"):
    try:
        resource.prlimit(os.getppid(), getattr(resource, name), (0, 0))
    except OSError:
        pass
"""
CELLS = {
    "relu": """
def relu(X):
    return X
""",
}
EARNS = {"relu": 0.0, "softmax": 6.0}
VERDICTS = {"softmax": ("passed",)}
WHY_NOT = "The grader without a wall has no such process."
