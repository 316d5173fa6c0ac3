"""An object with the right shape and dtype, whose values are those of the caller's expectation."""

from __future__ import annotations

CELLS = {
    "relu": """
import sys
import numpy as np

class Result:
    dtype = np.float32

    def __init__(self, shape):
        self.shape = shape
        self.ndim = len(shape)

    def asnumpy(self):
        return sys._getframe(1).f_globals["_expected"]

    __array__ = asnumpy

def relu(X):
    return Result(X.shape)
""",
}
EARNS = {"relu": 0.0, "softmax": 6.0}
VERDICTS = {"relu": ("failed",)}
NAIVE = {"earns": {"relu": 4.0}}
