"""A key is left in the user's kernel keyring for the next student."""

from __future__ import annotations

FIRST = {
    "relu": """
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
text = b"def relu(X):\\n    return nd.maximum(X, 0)"
libc.syscall(248, b"user", b"attack-answer", text, len(text), -4)  # add_key, to the user's keyring

def relu(X):
    return X
""",
}
CELLS = {
    "relu": """
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
def relu(X):
    return X
key = libc.syscall(250, 10, -4, b"user", b"attack-answer", 0)  # keyctl search
if key >= 0:
    buffer = ctypes.create_string_buffer(200)
    size = libc.syscall(250, 11, key, buffer, 200)
    if size > 0:
        exec(buffer.raw[:size].decode())
""",
}
EARNS = {"relu": 0.0}
VERDICTS = {"relu": ("failed",)}
NAIVE = {"earns": {"relu": 4.0}}
