"""abs() is always 0, so that every difference is small."""

from __future__ import annotations

BEFORE = """
import builtins
builtins.abs = lambda value: 0
builtins.all = lambda values: True
"""
CELLS = {
    "evaluate_accuracy": """
def evaluate_accuracy(data_iterator, net):
    return 1.0
""",
}
EARNS = {"evaluate_accuracy": 0.0}
VERDICTS = {"evaluate_accuracy": ("failed",)}
NAIVE = {"earns": {"evaluate_accuracy": 5.0}}
