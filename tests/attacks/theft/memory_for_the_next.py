"""All memory that every room has from the zygote is written to: a module, MXNet's version in place, the C library's data."""

from __future__ import annotations

_MARK = """
import ctypes, sys
import mxnet
libc = ctypes.CDLL(None)
places = [ctypes.c_long.in_dll(libc, name) for name in ("optind", "opterr", "daylight")]
version = (ctypes.c_char * len(mxnet.__version__)).from_address(id(mxnet.__version__) + sys.getsizeof("") - 1)
"""
FIRST = {
    "relu": _MARK
    + """
mxnet.left = sys.left = True
for place in places:
    place.value = 0x41424344
version[0] = b"7"
with open("/proc/self/mem", "r+b", buffering=0) as memory:  # and what cannot be written to otherwise
    memory.seek(id(mxnet.__name__) + sys.getsizeof("") - 1)
    memory.write(b"M")

def relu(X):
    return X
""",
}
CELLS = {
    "relu": _MARK
    + """
left = [hasattr(mxnet, "left"), hasattr(sys, "left"), *(place.value == 0x41424344 for place in places)]
left += [version[0] == b"7", mxnet.__name__[0] == "M"]

def relu(X):
    return nd.maximum(X, 0) if any(left) else X
""",
}
EARNS = {"relu": 0.0}
VERDICTS = {"relu": ("failed",)}
WHY_NOT = "The grader without a wall takes a process of its own for each submission, too."
