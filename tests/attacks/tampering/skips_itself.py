"""The function raises pytest's own exception for a skipped test."""

from __future__ import annotations

CELLS = {
    "relu": """
import pytest

def relu(X):
    pytest.skip("nothing to see here")
""",
}
EARNS = {"relu": 0.0, "softmax": 6.0}
VERDICTS = {"relu": ("raised",)}
WHY_NOT = "The grader without a wall is not made with pytest; graders that are take a skip for no failure."
