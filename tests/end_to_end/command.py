"""The command `autograder`, run in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]


def autograder(*arguments, cwd, umask=-1, timeout=180, **variables):
    """Run the command of this checkout; ``variables``: of its environment."""
    return subprocess.run(
        [sys.executable, "-m", "autograder.cli", *map(str, arguments)],
        cwd=cwd,
        umask=umask,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT), "COLUMNS": "200", **variables},
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
