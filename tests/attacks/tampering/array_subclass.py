"""A subclass of NDArray whose asnumpy() returns what the caller expects."""

from __future__ import annotations

CELLS = {
    "relu": """
import sys

class Lie(nd.NDArray):
    __slots__ = []

    def asnumpy(self):
        return sys._getframe(1).f_globals.get("_expected", super().asnumpy())

def relu(X):
    copy = X + 0
    copy.__class__ = Lie
    return copy
""",
}
EARNS = {"relu": 0.0, "softmax": 6.0}
VERDICTS = {"relu": ("failed",)}
NAIVE = {"earns": {"relu": 4.0}}
