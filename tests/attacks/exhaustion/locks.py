"""Byte after byte of many files is locked: no size, no number of files and no process's memory counts what that takes."""

from __future__ import annotations

CELLS = {
    "relu": """
import fcntl, os

def relu(X):
    taken = 0
    for number in range(20):
        file = os.open(f"/tmp/{number}", os.O_CREAT | os.O_RDWR)
        for byte in range(0, 1000, 2):
            for command in (fcntl.F_SETLK, fcntl.F_OFD_SETLK):
                try:
                    fcntl.fcntl(file, command, b"\\1\\0\\0\\0\\0\\0\\0\\0" + byte.to_bytes(8, "little") + b"\\1" + bytes(15))
                    taken += 1
                except OSError:
                    pass
    raise RuntimeError(f"taken {taken}")
""",
}
EARNS = {"relu": 0.0}
VISIBLE = True
VERDICTS = {"relu": ("raised", "skipped")}
SAYS = "taken 0"
AS_USER = True
WHY_NOT = "Nobody would thank us for showing it on this machine."
