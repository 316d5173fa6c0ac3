"""json.dumps, with which the kit writes its frames in the room, makes each of them a success."""

from __future__ import annotations

BEFORE = """
import json
honest = json.dumps

def dumps(value, *arguments, **options):
    if isinstance(value, dict) and "kind" in value:
        value = {**value, "kind": "value", "verdict": "passed", "passed": True}
    return honest(value, *arguments, **options)

json.dumps = dumps
"""
CELLS = {
    "relu": """
def relu(X):
    return X
""",
}
EARNS = {"relu": 0.0}
VERDICTS = {"relu": ("failed", "raised", "skipped")}
SECONDS = 30.0
WHY_NOT = "The grader without a wall has no wire."
