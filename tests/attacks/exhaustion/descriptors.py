"""Files and pipes are opened as long as the kernel lets them, in many processes."""

from __future__ import annotations

CELLS = {
    "relu": """
import os, time

def relu(X):
    for _ in range(10):
        if os.fork() == 0:
            try:
                while True:
                    os.pipe()
            except OSError:
                time.sleep(60)
    while True:
        open("/dev/null").fileno() and os.dup(0)
""",
}
EARNS = {"relu": 0.0}
VISIBLE = True
VERDICTS = {"relu": ("raised", "skipped")}
SAYS = "Too many open files"
SECONDS = 10.0
LIMITS = {"call_seconds": 2.0}
WHY_NOT = "Nobody would thank us for showing it on this machine."
