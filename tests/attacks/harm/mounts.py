"""File systems are mounted, remounted writable, bound and unmounted, by the old and the new calls."""

from __future__ import annotations

BEFORE = """
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
done = []
tries = {
    "tmpfs": lambda: libc.mount(b"tmpfs", b"/tmp", b"tmpfs", 0, None),
    "proc": lambda: libc.mount(b"proc", b"/tmp", b"proc", 0, None),
    "remount": lambda: libc.mount(None, b"/usr", None, 32 | 4096, None),
    "bind": lambda: libc.mount(b"/usr", b"/tmp", None, 4096, None),
    "umount": lambda: libc.umount2(b"/usr", 2),
    "pivot_root": lambda: libc.syscall(155, b"/tmp", b"/tmp"),
    "chroot": lambda: libc.chroot(b"/tmp"),
    "fsopen": lambda: libc.syscall(430, b"tmpfs", 0),
    "open_tree": lambda: libc.syscall(428, -100, b"/usr", 1),
    "move_mount": lambda: libc.syscall(429, -100, b"/usr", -100, b"/tmp", 0),
    "mount_setattr": lambda: libc.syscall(442, -100, b"/usr", 0, b"\\0" * 32, 32),
    "by_handle": lambda: libc.syscall(304, -100, b"\\0" * 32, 0),
}
for name, attempt in tries.items():
    if attempt() >= 0:
        done.append(name)
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
WHY_NOT = "What an ordinary user may ask of the kernel differs from machine to machine, and is nothing to try outside a sandbox."
