"""The function displays a score of its own, which nbgrader reads from a test cell's outputs."""

from __future__ import annotations

CELLS = {
    "relu": """
from IPython.display import display

class Score:
    def __repr__(self):
        return "4.0"

def relu(X):
    display(Score())
    return X
""",
}
EARNS = {"relu": 0.0, "softmax": 6.0}
VERDICTS = {"relu": ("failed",)}
NAIVE = {"earns": {"relu": 4.0}}
