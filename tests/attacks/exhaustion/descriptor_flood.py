"""Bytes are written to every open descriptor without end."""

from __future__ import annotations

CELLS = {
    "relu": """
import os, threading

def flood(descriptor):
    while True:
        try:
            os.write(descriptor, b"x" * 2**16)
        except OSError:
            return

def relu(X):
    for descriptor in range(3):
        threading.Thread(target=flood, args=(descriptor,), daemon=True).start()
    for descriptor in range(3, 256):
        threading.Thread(target=flood, args=(descriptor,), daemon=True).start()
    while True:
        pass
""",
}
EARNS = {"relu": 0.0}
VISIBLE = True
VERDICTS = {"relu": ("raised", "skipped")}
SECONDS = 12.0
LIMITS = {"call_seconds": 1.0}
WHY_NOT = "Nobody would thank us for showing it on this machine."
