"""The command `autograder`, run in a process of its own."""

from __future__ import annotations

import os
from pathlib import Path

from . import launcher

CHECKOUT = Path(__file__).resolve().parents[2]


def autograder(*arguments, cwd, umask=-1, timeout=180, **variables):
    """Run the command of this checkout; ``variables``: of its environment."""
    return launcher.run(
        "autograder.cli",
        list(map(str, arguments)),
        cwd=cwd,
        umask=umask,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT), "COLUMNS": "200", **variables},
        timeout=timeout,
    )
