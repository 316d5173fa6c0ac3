"""Every open descriptor is read, and /proc/self/fd is followed."""

from __future__ import annotations

BEFORE = """
import os
for name in os.listdir("/proc/self/fd"):
    if int(name) > 2:
        try:
            print(name, os.readlink("/proc/self/fd/" + name))
            print(os.pread(int(name), 1000, 0))
        except OSError as error:
            print(error)
"""
CELLS = {
    "relu": """
def relu(X):
    return nd.maximum(X, 0)
""",
}
EARNS = {"relu": 4.0}
VERDICTS = {"relu": ("passed",)}
WHY_NOT = "The grader without a wall holds the submission alone open; what is open besides is the real grader's affair."
