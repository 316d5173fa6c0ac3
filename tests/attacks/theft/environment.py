"""The environment variables of the process and of those above it are read."""

from __future__ import annotations

BEFORE = """
import os
print(dict(os.environ))
for name in ("self", "1", "2", str(os.getppid())):
    try:
        print(open(f"/proc/{name}/environ").read())
    except OSError as error:
        print(error)
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
NAIVE = {"learns": True}
