"""An atexit hook writes the results after the grader has."""

from __future__ import annotations

BEFORE = """
import atexit, json, pathlib
atexit.register(lambda: pathlib.Path("@WORLD@/results.json").write_text(json.dumps({"relu": 4.0, "softmax": 6.0})))
"""
CELLS = {
    "relu": """
def relu(X):
    return X
""",
}
EARNS = {"relu": 0.0, "softmax": 6.0}
VERDICTS = {"relu": ("failed",)}
NAIVE = {"earns": {"relu": 4.0}}
