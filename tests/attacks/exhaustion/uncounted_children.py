"""Children burn processor time that the kernel adds to nobody's, as no one waits for them, and are replaced as they end."""

from __future__ import annotations

CELLS = {
    "relu": """
import os, signal, time

def relu(X):
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        if os.fork() == 0:
            end = time.process_time() + 0.05
            while time.process_time() < end:
                pass
            os._exit(0)
        time.sleep(0.05)
""",
}
EARNS = {"relu": 0.0}
VERDICTS = {"relu": ("raised", "skipped")}
SAYS = "ran out of time"
SECONDS = 45.0
LIMITS = {"call_seconds": 1.0}
WHY_NOT = "A busy loop shows it already."
