"""An object's __del__ writes the results when the interpreter goes down."""

from __future__ import annotations

BEFORE = """
import json

class Last:
    def __del__(self, open=open, text=json.dumps({"relu": 4.0, "softmax": 6.0})):
        with open("@WORLD@/results.json", "w") as file:
            file.write(text)

import sys
sys.modules["last"] = type(sys)("last")
sys.modules["last"].keep = Last()
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
