"""A process waits in the kernel for a child that sleeps, and looks as if it waited for a disk."""

from __future__ import annotations

CELLS = {
    "relu": """
import ctypes, os, time

def relu(X):
    if ctypes.CDLL(None).syscall(56, 0x4000 | 17, 0, 0, 0, 0) == 0:  # clone: the parent waits until the child is gone
        time.sleep(3e7)
        os._exit(0)
    return X
""",
}
EARNS = {"relu": 0.0}
VERDICTS = {"relu": ("raised", "skipped")}
SAYS = "ran out of time"
SECONDS = 35.0
LIMITS = {"call_seconds": 0.5}
WHY_NOT = "A sleep shows it already."
