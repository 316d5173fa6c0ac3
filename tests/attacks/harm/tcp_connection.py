"""A TCP connection is made to a server on the machine."""

from __future__ import annotations

BEFORE = """
import socket
try:
    socket.create_connection(("127.0.0.1", @PORT@), timeout=2)
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
NAIVE = {"reaches": True}
