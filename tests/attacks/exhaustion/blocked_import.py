"""An import waits for ever."""

from __future__ import annotations

CELLS = {
    "relu": """
import sys
open("/tmp/waiting.py", "w").write("import time\\ntime.sleep(1e9)")
sys.path.insert(0, "/tmp")
import waiting

def relu(X):
    return X
""",
}
EARNS = {"relu": 0.0}
VISIBLE = True
VERDICTS = {"relu": ("raised", "skipped")}
SECONDS = 15.0
LIMITS = {"cell_seconds": 2.0}
WHY_NOT = "It is a sleep in other clothes: exhaustion/sleep.py shows one."
