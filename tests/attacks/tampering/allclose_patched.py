"""np.allclose is always true."""

from __future__ import annotations

BEFORE = """
import numpy as np
np.allclose = lambda *args, **kwargs: True
"""
CELLS = {
    "cross_entropy": """
def cross_entropy(yhat, y):
    return nd.zeros(yhat.shape[0])
""",
}
EARNS = {"cross_entropy": 0.0}
VERDICTS = {"cross_entropy": ("failed",)}
NAIVE = {"earns": {"cross_entropy": 5.0}}
