"""Everything that can be deleted is deleted."""

from __future__ import annotations

BEFORE = """
import glob, shutil
for path in ("@WORLD@/submitted", "@WORLD@/source", *glob.glob("/tmp/attack-*"), "/shared", "/data", "/kit"):
    shutil.rmtree(path, ignore_errors=True)
"""
CELLS = {
    "relu": """
def relu(X):
    return nd.maximum(X, 0)
""",
}
EARNS = {"relu": 4.0}
VERDICTS = {"relu": ("passed",)}
AS_USER = True
NAIVE = {"spoils": "submitted/ada/mlp-mnist/mlp-mnist.ipynb"}
