"""The garbage collector finds every dictionary that holds an expected value."""

from __future__ import annotations

CELLS = {
    "relu": """
import gc

def relu(X):
    gc.unfreeze()  # what was imported before the session, too
    for found in gc.get_objects():
        if type(found) is dict and "_expected" in found:
            found["_expected"] = X.asnumpy()
    return X
""",
}
EARNS = {"relu": 0.0, "softmax": 6.0}
VERDICTS = {"relu": ("failed",)}
NAIVE = {"earns": {"relu": 4.0}}
