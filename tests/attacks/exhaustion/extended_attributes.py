"""Attributes are added to one file without end: the folders stay empty, the kernel does not."""

from __future__ import annotations

CELLS = {
    "relu": """
import os

def relu(X):
    file = os.open("/tmp/file", os.O_CREAT | os.O_RDWR)
    taken = 0
    for path in ("/tmp/file", "/tmp", file):
        for follow in (True, False) if path != file else (True,):
            for number in range(100):
                try:
                    os.setxattr(path, f"user.{number}", bytes(60_000), follow_symlinks=follow)
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
