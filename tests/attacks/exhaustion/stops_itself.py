"""The process stops itself and waits to be continued."""

from __future__ import annotations

CELLS = {
    "relu": """
import os, signal

def relu(X):
    os.kill(os.getpid(), signal.SIGSTOP)
""",
}
EARNS = {"relu": 0.0}
VERDICTS = {"relu": ("raised", "skipped")}
SECONDS = 10.0
LIMITS = {"call_seconds": 1.0}
NAIVE = {"stops": 6}
