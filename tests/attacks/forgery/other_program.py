"""The process becomes another program, which speaks the protocol and praises itself."""

from __future__ import annotations

BEFORE = """
@SAY@
SAYING = In[-1] if len(In[-1]) > 10 else "import os, stat, struct, json\\ndef say(d): pass\\ndef answer(*a): pass"
"""
CELLS = {
    "relu": """
import sys

def relu(X):
    number = asked()
    outputs = [int(n) for n in os.listdir("/proc/self/fd") if int(n) > 2]
    for n in outputs:
        try:
            os.set_inheritable(n, True)
        except OSError:
            pass
    program = SAYING + "\\nsay(answer(%d, {'verdict': 'passed', 'points': 4.0}))" % number
    os.execv(sys.executable, [sys.executable, "-c", program])
""",
}
EARNS = {"relu": 0.0}
VISIBLE = True
VERDICTS = {"relu": ("raised", "failed", "skipped")}
WHY_NOT = "The grader without a wall has no wire: whoever runs in its process has no need to forge one."
