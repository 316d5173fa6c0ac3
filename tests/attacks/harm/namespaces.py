"""New namespaces are asked for, which would give all capabilities in them, by unshare, clone, clone3 and setns."""

from __future__ import annotations

BEFORE = """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
done = []
for flag in (0x10000000, 0x00020000, 0x40000000, 0x20000000, 0x08000000, 0x04000000, 0x02000000, 0x80):
    if libc.unshare(flag) == 0:
        done.append(("unshare", hex(flag)))
    child = libc.syscall(56, flag | 17, 0, 0, 0, 0)
    if child == 0:
        os._exit(0)
    if child > 0:
        done.append(("clone", hex(flag)))
arguments = (ctypes.c_uint64 * 11)(0x10000000, 0, 0, 0, 17)
child = libc.syscall(435, arguments, ctypes.sizeof(arguments))
if child == 0:
    os._exit(0)
if child > 0:
    done.append("clone3")
if libc.setns(os.open("/proc/1/ns/mnt", os.O_RDONLY) if os.access("/proc/1/ns/mnt", os.R_OK) else 0, 0) == 0:
    done.append("setns")
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
AS_USER = True
NAIVE = {"says": "('clone', '0x10000000')"}
