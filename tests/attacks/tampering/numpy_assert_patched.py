"""NumPy's assert_allclose agrees with everything."""

from __future__ import annotations

CELLS = {
    "relu": """
import numpy as np
np.testing.assert_allclose = lambda *args, **kwargs: None
def relu(X):
    return X
"""
}
EARNS = {"relu": 0.0, "softmax": 6.0}
VERDICTS = {"relu": ("failed",), "softmax": ("passed",)}
NAIVE = {"earns": {"relu": 4.0}}
AS_USER = True
