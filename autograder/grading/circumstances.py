"""What a grade depends on besides the submission and the assignment: the sandbox, the kind of device, the versions of programs.

Imports nothing that grades, so that the process that hands out the work starts quickly. Must not know submissions.
"""

from __future__ import annotations

import sys

import numpy as np

from ..gpu import libraries
from ..gpu.device import choose
from ..room import bubblewrap


def circumstances(*, walled: bool, device: str) -> str:
    """One line about the machine that a grade depends on: the sandbox, the kind of device, the versions of programs.

    Parameters
    ----------
    walled : bool
        As for `grade`.
    device : str
        As `device.choose` takes it.

    Raises
    ------
    UsageError
        There is no such device.
    SandboxError
        bubblewrap is missing.
    """
    wall = ["bubblewrap", *bubblewrap.missing_layers()] if walled else ["no sandbox"]
    kind = "gpu" if walled and choose(device) else "cpu"
    programs = {"python": sys.version.split()[0], "numpy": np.__version__, **libraries.builds()}
    return "; ".join([*wall, kind, *(f"{name} {version}" for name, version in programs.items())])
