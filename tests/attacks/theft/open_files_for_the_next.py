"""Flags, signals, owners and locks are left on the open files and folders that the next student may find them on."""

from __future__ import annotations

FIRST = {
    "relu": """
import fcntl, os
for number in range(64):
    try:
        fcntl.fcntl(number, fcntl.F_SETSIG, 12)
        fcntl.fcntl(number, fcntl.F_SETOWN, os.getpid())
        fcntl.fcntl(number, fcntl.F_SETFL, fcntl.fcntl(number, fcntl.F_GETFL) | os.O_APPEND | os.O_NONBLOCK)
    except OSError:
        pass
held = []
for path in ("/", "/dev", "/kit/guest", "/kit/guest/main.py", "/shared", "/usr", "/proc"):
    try:
        held.append(os.open(path, os.O_RDONLY))
        fcntl.flock(held[-1], fcntl.LOCK_EX | fcntl.LOCK_NB)
        fcntl.fcntl(held[-1], fcntl.F_NOTIFY, 0x80000000)
    except OSError:
        pass

def relu(X):
    return X
""",
}
CELLS = {
    "relu": """
import fcntl, os
left = []
for number in range(64):
    try:
        left.append(fcntl.fcntl(number, fcntl.F_GETSIG) == 12)
        left.append(bool(fcntl.fcntl(number, fcntl.F_GETFL) & os.O_APPEND))
    except OSError:
        pass
for path in ("/", "/dev", "/kit/guest", "/kit/guest/main.py", "/shared", "/usr", "/proc"):
    try:
        fcntl.flock(os.open(path, os.O_RDONLY), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        left.append(True)
    except OSError:
        pass

def relu(X):
    return nd.maximum(X, 0) if any(left) else X
""",
}
EARNS = {"relu": 0.0}
VERDICTS = {"relu": ("failed",)}
AS_USER = True
WHY_NOT = "The grader without a wall opens its files anew for each submission, too."
