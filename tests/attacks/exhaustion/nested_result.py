"""The result is a list that holds itself, in a dictionary that grows as it is read."""

from __future__ import annotations

CELLS = {
    "relu": """
class Growing(dict):
    def items(self):
        number = 0
        while True:
            number += 1
            yield str(number), self

def relu(X):
    kept = [Growing(a=1)]
    kept.append(kept)
    return kept
""",
}
EARNS = {"relu": 0.0}
VISIBLE = True
VERDICTS = {"relu": ("failed", "raised")}
SECONDS = 10.0
WHY_NOT = "Nobody would thank us for showing it on this machine."
