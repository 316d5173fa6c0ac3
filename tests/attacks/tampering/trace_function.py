"""A trace function changes the comparison's arguments as it begins."""

from __future__ import annotations

BEFORE = """
import ctypes, sys

def trace(frame, event, arg):
    if frame.f_code.co_name == "assert_allclose":
        frame.f_locals["desired"] = frame.f_locals["actual"]
        ctypes.pythonapi.PyFrame_LocalsToFast(ctypes.py_object(frame), ctypes.c_int(0))
    return trace

sys.settrace(trace)
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
