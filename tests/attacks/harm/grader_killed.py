"""Every process that may be signalled is killed: the group, the parents, all at once."""

from __future__ import annotations

BEFORE = """
import os, signal
if os.getpid() > 1:
    for process in range(2, 400):
        try:
            if process != os.getpid():
                os.kill(process, signal.SIGKILL)
        except OSError:
            pass
    try:
        os.kill(-1, signal.SIGKILL)
    finally:
        os.killpg(0, signal.SIGKILL)
"""
CELLS = {
    "relu": """
def relu(X):
    return nd.maximum(X, 0)
""",
}
EARNS = {"relu": 4.0}
VERDICTS = {"relu": ("passed",)}
AS_USER = True
NAIVE = {"stops": 20}
