"""Memory is shared between forked processes, where it is counted to none of them alone."""

from __future__ import annotations

CELLS = {
    "relu": """
import mmap, os, time

def relu(X):
    kept = []
    while True:
        area = mmap.mmap(-1, 2**26)
        for at in range(0, 2**26, 4096):
            area[at] = 1
        kept.append(area)
""",
}
EARNS = {"relu": 0.0}
VISIBLE = True
VERDICTS = {"relu": ("raised", "skipped")}
SAYS = "MiB of memory"
SECONDS = 40.0
LIMITS = {"room_memory": 629145600}
WHY_NOT = "Nobody would thank us for showing it on this machine."
