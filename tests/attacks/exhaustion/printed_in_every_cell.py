"""Every cell is said to have printed two million characters."""

from __future__ import annotations

BEFORE = """
from guest import session
honest_run = session.Session.run

def run(self, *args, **named):
    return {**honest_run(self, *args, **named), "text": "A" * 1_900_000}

session.Session.run = run
"""
CELLS = {
    "relu": """
def relu(X):
    return nd.maximum(X, 0)
""",
}
EARNS = {"relu": 4.0}
VERDICTS = {"relu": ("passed",)}
SECONDS = 10.0
WHY_NOT = "The grader without a wall keeps what its cells print wherever Jupyter does."
