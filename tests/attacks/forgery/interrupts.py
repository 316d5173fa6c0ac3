"""The function raises KeyboardInterrupt, SystemExit and GeneratorExit, which would end a grader."""

from __future__ import annotations

BEFORE = "@SAY@"
CELLS = {
    "relu": """
import itertools
errors = itertools.cycle([KeyboardInterrupt, SystemExit, GeneratorExit])

def relu(X):
    raise next(errors)("stop everything")
""",
}
EARNS = {"relu": 0.0, "softmax": 6.0}
VERDICTS = {"relu": ("raised",), "softmax": ("passed",)}
WHY_NOT = "The grader without a wall has no wire: whoever runs in its process has no need to forge one."
