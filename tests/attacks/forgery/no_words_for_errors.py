"""What the kit describes errors with raises errors itself."""

from __future__ import annotations

BEFORE = """
import guest.main, traceback

def speechless(*about):
    raise SystemExit(0)

guest.main.describe = guest.session.describe = traceback.extract_tb = speechless
"""
CELLS = {
    "relu": """
def relu(X):
    raise ValueError("no words")
""",
}
EARNS = {"relu": 0.0}
VERDICTS = {"relu": ("raised", "skipped")}
WHY_NOT = "The grader without a wall describes no errors."
