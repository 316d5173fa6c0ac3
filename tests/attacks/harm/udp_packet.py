"""A UDP packet is sent."""

from __future__ import annotations

BEFORE = """
import socket
try:
    socket.socket(type=socket.SOCK_DGRAM).sendto(b"secret", ("127.0.0.1", @PORT@))
except OSError as error:
    print(error)
import time
time.sleep(0.2)
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
