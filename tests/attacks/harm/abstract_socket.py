"""A server that listens at an abstract socket, which no file permission guards, is connected to."""

from __future__ import annotations

BEFORE = """
import socket
try:
    socket.socket(socket.AF_UNIX).connect("\\0@WORLD@")
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
NAIVE = {"reaches": True}
