"""A thread takes memory while the grader is busy with something else."""

from __future__ import annotations

CELLS = {
    "relu": """
import threading, time
import numpy as np
kept = []

def grow():
    while True:
        kept.append(np.ones(2**19))
        time.sleep(0.005)

def relu(X):
    if threading.active_count() < 30 and not kept:
        threading.Thread(target=grow, daemon=True).start()
    time.sleep(0.05)
    return nd.maximum(X, 0)
""",
}
EARNS = {"softmax": 6.0}
VERDICTS = {"softmax": ("passed",)}
SECONDS = 40.0
LIMITS = {"room_memory": 524288000}
WHY_NOT = "Nobody would thank us for showing it on this machine."
