"""The instructor's notebook with the solutions is read."""

from __future__ import annotations

BEFORE = """
try:
    print(open("@WORLD@/source/mlp-mnist/mlp-mnist.ipynb").read())
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
AS_USER = True
NAIVE = {"learns": True}
