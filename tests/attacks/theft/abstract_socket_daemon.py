"""A daemon stays behind and serves the answer at an abstract socket."""

from __future__ import annotations

FIRST = {
    "relu": """
import os, socket
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        try:
            server = socket.socket(socket.AF_UNIX)
            server.bind("\\0@WORLD@-left")
            server.listen()
            while True:
                server.accept()[0].sendall(b"def relu(X):\\n    return nd.maximum(X, 0)")
        finally:
            os._exit(0)
    os._exit(0)
import time
time.sleep(0.5)

def relu(X):
    return X
""",
}
CELLS = {
    "relu": """
import socket
def relu(X):
    return X
try:
    client = socket.socket(socket.AF_UNIX)
    client.connect("\\0@WORLD@-left")
    exec(client.recv(1000).decode())
except OSError as error:
    print(error)
""",
}
EARNS = {"relu": 0.0}
VERDICTS = {"relu": ("failed",)}
NAIVE = {"earns": {"relu": 4.0}}
