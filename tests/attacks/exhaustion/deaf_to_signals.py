"""A loop blocks every signal that can be blocked, and catches every exception."""

from __future__ import annotations

CELLS = {
    "relu": """
import signal
signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass

def relu(X):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
""",
}
EARNS = {"relu": 0.0}
VERDICTS = {"relu": ("raised", "skipped")}
SECONDS = 10.0
LIMITS = {"call_seconds": 1.0}
NAIVE = {"stops": 6}
