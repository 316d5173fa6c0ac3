"""isinstance, issubclass and type, which the kit's code in the room asks, say what suits."""

from __future__ import annotations

BEFORE = """
import builtins
builtins.isinstance = builtins.issubclass = lambda *about: True
builtins.type = lambda *about: nd.NDArray
"""
CELLS = {
    "relu": """
def relu(X):
    return X
""",
}
EARNS = {"relu": 0.0}
VERDICTS = {"relu": ("failed", "raised")}
WHY_NOT = "The grader without a wall compares arrays and asks for no types."
