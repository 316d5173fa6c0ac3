"""Keys are added, searched and joined in the kernel's keyrings."""

from __future__ import annotations

BEFORE = """
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
done = []
for ring in (-1, -2, -3, -4, -5):
    if libc.syscall(248, b"user", b"name", b"data", 4, ring) >= 0:
        done.append(("add_key", ring))
    if libc.syscall(250, 0, ring, 1) >= 0:
        done.append(("keyctl", ring))
if libc.syscall(249, b"user", b"name", None, 0) >= 0:
    done.append("request_key")
print("done", done)
"""
CELLS = {
    "relu": """
def relu(X):
    return nd.maximum(X, 0)
""",
}
EARNS = {"relu": 4.0}
VERDICTS = {"relu": ("passed",)}
SAYS = "done []"
NAIVE = {"says": "('add_key', -4)"}
