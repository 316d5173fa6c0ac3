"""Children that are waited for by nobody burn processor time and are replaced as they end."""

from __future__ import annotations

CELLS = {
    "relu": """
import os, signal, time

def relu(X):
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        if os.fork() == 0:
            end = time.monotonic() + 0.05
            while time.monotonic() < end:
                pass
            os._exit(0)
        time.sleep(0.01)
""",
}
EARNS = {"relu": 0.0}
VISIBLE = True
VERDICTS = {"relu": ("raised", "skipped")}
SECONDS = 10.0
LIMITS = {"call_seconds": 1.0}
WHY_NOT = "Nobody would thank us for showing it on this machine."
