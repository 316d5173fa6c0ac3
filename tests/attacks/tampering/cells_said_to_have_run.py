"""IPython's run_cell defines what it likes, and says of every cell that it went well."""

from __future__ import annotations

BEFORE = """
import types
shell = get_ipython()

def run_cell(source, store_history=False):
    for name in ("relu", "softmax", "net", "SGD"):
        shell.user_ns[name] = lambda first, *others: first
    return types.SimpleNamespace(error_before_exec=None, error_in_exec=None)

shell.run_cell = run_cell
"""
CELLS = {
    "relu": """
def relu(X):
    return X
""",
}
EARNS = {"relu": 0.0, "softmax": 0.0}
VERDICTS = {"relu": ("failed",), "softmax": ("failed",)}
WHY_NOT = "The grader without a wall needs results with a success of their own; errors_swallowed shows the kind."
