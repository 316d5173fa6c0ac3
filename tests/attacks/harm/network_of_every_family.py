"""A socket of every family and type is asked for: netlink, packet, raw, vsock, Bluetooth, crypto and all."""

from __future__ import annotations

BEFORE = """
import socket
opened = []
for family in range(64):
    for kind in (1, 2, 3, 5):
        try:
            socket.socket(family, kind).close()
            opened.append((family, kind))
        except OSError:
            pass
print("opened", opened)
"""
CELLS = {
    "relu": """
def relu(X):
    return nd.maximum(X, 0)
""",
}
EARNS = {"relu": 4.0}
VERDICTS = {"relu": ("passed",)}
SAYS = "opened []"
AS_USER = True
NAIVE = {"says": "opened [(1, 1)"}
