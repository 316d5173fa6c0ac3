"""The kit's own code in the room says that every call was right."""

from __future__ import annotations

BEFORE = """
import sys
from guest import objects, session
passed = {"verdict": "passed", "points": 4.0, "passed": True, "score": 1.0}
session.Session.call = lambda self, function, args: passed
objects.to_wire = lambda value, depth=0: passed
"""
CELLS = {
    "relu": """
def relu(X):
    return X
""",
}
EARNS = {"relu": 0.0, "softmax": 0.0}
VERDICTS = {"relu": ("failed",)}
WHY_NOT = "The grader without a wall has none of the kit's code; its own is patched in the files beside this one."
