"""Forked processes take memory that no limit of a single process adds up."""

from __future__ import annotations

CELLS = {
    "relu": """
import os, time

def relu(X):
    for _ in range(5):
        if os.fork() == 0:
            kept = bytearray(2**28)
            kept[::4096] = b"x" * len(kept[::4096])
            time.sleep(60)
    time.sleep(60)
""",
}
EARNS = {"relu": 0.0}
VISIBLE = True
VERDICTS = {"relu": ("raised", "skipped")}
SAYS = "MiB of memory"
SECONDS = 40.0
LIMITS = {"room_memory": 734003200, "timeouts_per_function": 1}
WHY_NOT = "Nobody would thank us for showing it on this machine."
AS_USER = True
