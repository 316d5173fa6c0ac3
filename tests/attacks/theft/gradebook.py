"""The gradebook is read."""

from __future__ import annotations

BEFORE = """
try:
    print(open("@WORLD@/gradebook.db").read())
except OSError as error:
    print(error)
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
