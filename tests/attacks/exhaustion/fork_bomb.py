"""Processes are forked as long as the kernel lets them."""

from __future__ import annotations

CELLS = {
    "relu": """
import os

def relu(X):
    while True:
        try:
            os.fork()
        except OSError:
            pass
""",
}
EARNS = {"relu": 0.0}
VISIBLE = True
VERDICTS = {"relu": ("raised", "skipped")}
SECONDS = 12.0
LIMITS = {"call_seconds": 1.0}
WHY_NOT = "Nobody would thank us for showing it on this machine."
AS_USER = True
