"""A timer raises errors in whatever runs at the moment, the kit's own code in the room included."""

from __future__ import annotations

BEFORE = """
import signal

def ring(*about):
    raise RuntimeError("ring")

signal.signal(signal.SIGALRM, ring)
signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)
"""
CELLS = {
    "relu": """
def relu(X):
    return X
""",
}
EARNS = {"relu": 0.0}
WHY_NOT = "It only spoils the student's own process."
