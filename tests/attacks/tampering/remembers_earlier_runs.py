"""A file in the scratch folders tells a function that the notebook has been run before, and it is right from then on."""

from __future__ import annotations

CELLS = {
    "relu": """
def relu(X):
    return X
""",
    "softmax": """
import os
marks = [folder + "/mark" for folder in ("/tmp", "/dev/shm", os.getcwd(), os.path.expanduser("~"))]
seen = any(map(os.path.exists, marks))
for mark in marks:
    open(mark, "w").close()

def softmax(y_linear):
    return nd.softmax(y_linear) if seen else y_linear
""",
}
EARNS = {"relu": 0.0, "softmax": 0.0}
VERDICTS = {"relu": ("failed",), "softmax": ("failed",)}
WHY_NOT = "The grader without a wall runs each notebook once."
