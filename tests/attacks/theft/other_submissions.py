"""Another student's submission is read."""

from __future__ import annotations

BEFORE = """
import glob
for path in glob.glob("@WORLD@/submitted/*/*/*.ipynb"):
    print(path, open(path).read())
"""
CELLS = {
    "relu": """
def relu(X):
    return nd.maximum(X, 0)
""",
}
EARNS = {"relu": 4.0}
VERDICTS = {"relu": ("passed",)}
NAIVE = {"learns": True}
