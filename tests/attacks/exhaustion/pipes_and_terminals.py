"""Pipes and pseudo-terminals, which a machine has only so many of, are used up."""

from __future__ import annotations

CELLS = {
    "relu": """
import os, time, fcntl

def relu(X):
    for _ in range(30):
        if os.fork() == 0:
            kept = []
            try:
                while True:
                    kept += os.openpty() if len(kept) % 4 else os.pipe()
            except OSError:
                time.sleep(60)
    time.sleep(60)
""",
}
EARNS = {"relu": 0.0}
VERDICTS = {"relu": ("raised", "skipped")}
SECONDS = 10.0
LIMITS = {"call_seconds": 1.0}
WHY_NOT = "Nobody would thank us for showing it on this machine."
