"""The x32 entry to the kernel, whose numbers have another bit set, is taken."""

from __future__ import annotations

BEFORE = """
import ctypes, mmap
code = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
code.write(b"\\xb8\\x27\\x00\\x00\\x40\\x0f\\x05\\xc3")
call = ctypes.CFUNCTYPE(ctypes.c_long)(ctypes.addressof(ctypes.c_char.from_buffer(code)))
"""
CELLS = {
    "relu": """
def relu(X):
    if call() > 0:
        return nd.maximum(X, 0)
    return X
""",
}
EARNS = {"relu": 0.0}
VERDICTS = {"relu": ("raised",)}
WHY_NOT = "What an ordinary user may ask of the kernel differs from machine to machine, and is nothing to try outside a sandbox."
