"""An IPython input transformer strikes assertions out of every later cell."""

from __future__ import annotations

BEFORE = """
get_ipython().input_transformers_post.append(lambda lines: [line for line in lines if "assert" not in line])
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
