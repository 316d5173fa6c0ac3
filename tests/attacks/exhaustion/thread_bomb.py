"""Threads are started as long as the kernel lets them."""

from __future__ import annotations

CELLS = {
    "relu": """
import threading, time

def relu(X):
    while True:
        threading.Thread(target=time.sleep, args=(1e6,), daemon=True).start()
""",
}
EARNS = {"relu": 0.0}
VERDICTS = {"relu": ("raised", "skipped")}
SECONDS = 10.0
LIMITS = {"call_seconds": 1.0}
WHY_NOT = "Nobody would thank us for showing it on this machine."
