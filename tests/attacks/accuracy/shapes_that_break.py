"""The parameters that come back have shapes with which the grader would need a hundred gigabytes."""

from __future__ import annotations

BEFORE = """
import gc, types
import numpy as np
import mxnet as mx

for found in gc.get_objects():
    if isinstance(found, types.ModuleType) and found.__name__ == "driver":
        found.parameters = lambda student: [mx.nd.zeros(s) for s in ((784, 1), (6_000_000,), (1, 1), (1,), (1, 1), (1,))]
"""
CELLS = {
    "SGD": """
def SGD(params, lr):
    for param in params:
        param[:] = param - lr * param.grad
""",
}
EARNS = {"training": 0.0}
VERDICTS = {"training": ("failed",)}
SAYS = "has shape"
SECONDS = 25.0
WHY_NOT = "The grader without a wall asks for no parameters."
