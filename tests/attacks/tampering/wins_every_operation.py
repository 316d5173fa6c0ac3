"""An object with __array_priority__ takes part in every operation and comparison, and decides it."""

from __future__ import annotations

BEFORE = """
import numpy as np

class Winner:
    __array_priority__ = 1e9
    shape, dtype, ndim, size = (3, 4), np.dtype("float32"), 2, 12
    __array_ufunc__ = __array_function__ = lambda self, *arguments, **options: np.True_
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = lambda self, other: True
    __sub__ = __rsub__ = __add__ = __radd__ = __mul__ = __rmul__ = __truediv__ = __abs__ = lambda self, *other: self
    __hash__ = lambda self: 0
    __float__ = lambda self: 0.0
    __len__ = lambda self: 3
    __iter__ = lambda self: iter([self] * 3)
    asnumpy = lambda self: self
"""
CELLS = {
    "relu": """
def relu(X):
    return Winner()
""",
    "SGD": """
def SGD(params, lr):
    params[:] = [Winner() for _ in params]
""",
    "evaluate_accuracy": """
def evaluate_accuracy(data_iterator, net):
    return Winner()
""",
}
EARNS = {"relu": 0.0, "SGD": 0.0, "evaluate_accuracy": 0.0}
VERDICTS = {"relu": ("failed",), "SGD": ("failed",), "evaluate_accuracy": ("failed",)}
WHY_NOT = "NumPy's comparison helpers are not moved by it; equals_everything shows the kind."
