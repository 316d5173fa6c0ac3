"""The process takes away its own room to move: no further memory, file, process or stack."""

from __future__ import annotations

BEFORE = """
import resource
for name in ("RLIMIT_NOFILE", "RLIMIT_FSIZE", "RLIMIT_NPROC", "RLIMIT_STACK", "RLIMIT_DATA", "RLIMIT_AS"):
    resource.setrlimit(getattr(resource, name), (0, 0))
"""
CELLS = {
    "relu": """
def relu(X):
    return X
""",
}
EARNS = {"relu": 0.0}
VERDICTS = {"relu": ("failed", "raised", "skipped")}
WHY_NOT = "It only spoils the student's own process."
