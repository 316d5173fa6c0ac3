"""The grader's home is searched for keys."""

from __future__ import annotations

BEFORE = """
import glob, os
for home in (os.path.expanduser("~"), "/root", *glob.glob("/home/*"), "@WORLD@/home"):
    for path in glob.glob(home + "/**/*", recursive=True, include_hidden=True)[:200]:
        if os.path.isfile(path):
            print(path, open(path, errors="replace").read(100))
"""
CELLS = {
    "relu": """
def relu(X):
    return nd.maximum(X, 0)
""",
}
EARNS = {"relu": 4.0}
VERDICTS = {"relu": ("passed",)}
NAIVE = {"learns": True}
