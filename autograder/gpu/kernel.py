"""The Jupyter kernel of this environment, with the library path that MXNet's CUDA build needs.

Jupyter starts a kernel as a process with the environment variables of the kernel's specification, so the path must be
written there. Must not know what notebooks hold.
"""

from __future__ import annotations

import sys
from pathlib import Path

from ipykernel.kernelspec import install as install_specification

from ..errors import UsageError
from . import libraries

NAME = "python3"  # the kernel that the notebooks name; ipykernel installs itself under this name, too


def install() -> Path:
    """Write the kernel's specification over the one that ipykernel installed, and return its folder.

    Raises
    ------
    UsageError
        This user may not write to the environment.
    """
    try:
        return Path(install_specification(kernel_name=NAME, prefix=sys.prefix, env=dict(libraries.environment())))
    except OSError as error:
        raise UsageError(
            f"{sys.prefix} cannot be written to: run `autograder kernel` as its owner, or start Jupyter with "
            "LD_LIBRARY_PATH=$(python -m autograder.gpu.libraries)"
        ) from error
