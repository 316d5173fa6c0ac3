"""A System V shared memory segment, a semaphore and a message queue are left for the next student."""

from __future__ import annotations

FIRST = {
    "relu": """
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
libc.shmat.restype = ctypes.c_void_p
text = b"def relu(X):\\n    return nd.maximum(X, 0)\\0"
segment = libc.shmget(0x5EED, 100, 0o1666)
libc.semget(0x5EED, 1, 0o1666)
libc.msgget(0x5EED, 0o1666)
if segment >= 0:
    ctypes.memmove(libc.shmat(segment, None, 0), text, len(text))

def relu(X):
    return X
""",
}
CELLS = {
    "relu": """
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
libc.shmat.restype = ctypes.c_void_p
def relu(X):
    return X
segment = libc.shmget(0x5EED, 100, 0o666)
if segment >= 0:
    exec(ctypes.string_at(libc.shmat(segment, None, 0)).decode())
""",
}
EARNS = {"relu": 0.0}
VERDICTS = {"relu": ("failed",)}
NAIVE = {"earns": {"relu": 4.0}}
