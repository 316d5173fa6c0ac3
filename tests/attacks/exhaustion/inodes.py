"""Empty files are made without end: the folders stay empty, the kernel does not."""

from __future__ import annotations

CELLS = {
    "relu": """
import os

def relu(X):
    number = 0
    while True:
        os.close(os.open(f"/tmp/{number}", os.O_CREAT))
        number += 1
""",
}
EARNS = {"relu": 0.0}
VISIBLE = True
VERDICTS = {"relu": ("raised", "skipped")}
SAYS = "files: at most 5000"
SECONDS = 15.0
LIMITS = {"scratch_files": 5000}
WHY_NOT = "Nobody would thank us for showing it on this machine."
AS_USER = True
