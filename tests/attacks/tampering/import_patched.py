"""The import statement itself hands out a NumPy that agrees."""

from __future__ import annotations

BEFORE = """
import builtins, types
import numpy.testing
def lying(name, *args, honest=builtins.__import__, **kwargs):
    module = honest(name, *args, **kwargs)
    if name == "numpy" and "testing" in vars(module):
        module.testing.assert_allclose = lambda *args, **kwargs: None
    return module

builtins.__import__ = lying
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
