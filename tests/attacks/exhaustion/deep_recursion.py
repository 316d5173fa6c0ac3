"""The function calls itself without a limit, on a stack that is not large enough."""

from __future__ import annotations

CELLS = {
    "relu": """
import sys
sys.setrecursionlimit(10**9)

def relu(X):
    class Deep:
        def __repr__(self):
            return repr(self)
    return repr(Deep()) and relu(X)
""",
}
EARNS = {"relu": 0.0}
VISIBLE = True
VERDICTS = {"relu": ("raised", "skipped")}
SECONDS = 15.0
NAIVE = {"stops": 30}
