"""One process takes all the memory it can."""

from __future__ import annotations

CELLS = {
    "relu": """
def relu(X):
    kept = []
    while True:
        kept.append(bytearray(2**24))
""",
}
EARNS = {"relu": 0.0}
VISIBLE = True
VERDICTS = {"relu": ("raised", "skipped")}
SAYS = "MemoryError"
SECONDS = 30.0
LIMITS = {"memory": 2147483648}
WHY_NOT = "Nobody would thank us for showing it on this machine."
