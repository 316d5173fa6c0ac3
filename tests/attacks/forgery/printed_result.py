"""A result is printed on stdout, as graders that read a child's output take it."""

from __future__ import annotations

CELLS = {
    "relu": """
import json, os
RESULT = json.dumps({"points": {"relu": 4.0}, "score": 4.0, "tests": [{"name": "test_relu", "status": "passed", "score": 4}]})
print(RESULT)
os.write(1, RESULT.encode() + b"\\n")
os.write(2, RESULT.encode() + b"\\n")

def relu(X):
    print(RESULT)
    print("4.0")
    return X
""",
}
EARNS = {"relu": 0.0, "softmax": 6.0}
VERDICTS = {"relu": ("failed",)}
NAIVE = {"says": '"tests": [{"name": "test_relu", "status": "passed"'}
