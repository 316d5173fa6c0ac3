"""IPython's showtraceback and result are patched: no cell ever fails."""

from __future__ import annotations

BEFORE = """
from IPython.core import interactiveshell
interactiveshell.InteractiveShell.showtraceback = lambda self, *args, **kwargs: None
interactiveshell.ExecutionResult.success = property(lambda self: True)
interactiveshell.ExecutionResult.error_in_exec = property(lambda self: None, lambda self, value: None)
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
