"""An accuracy that becomes whatever number its caller compares it with."""

from __future__ import annotations

CELLS = {
    "evaluate_accuracy": """
import sys

class Fitting:
    def __float__(self):
        return next(c for c in sys._getframe(1).f_code.co_consts if isinstance(c, float))

    def __sub__(self, other):
        return 0.0

def evaluate_accuracy(data_iterator, net):
    return Fitting()
""",
}
EARNS = {"evaluate_accuracy": 0.0}
VERDICTS = {"evaluate_accuracy": ("failed",)}
NAIVE = {"earns": {"evaluate_accuracy": 5.0}}
