"""The Jupyter kernel of this environment, told where the libraries of MXNet's CUDA build are.

A kernel is a process that Jupyter starts: what it imports has to find its libraries through the environment that its
specification gives it. Must not know what notebooks hold.
"""

from __future__ import annotations

import sys
from pathlib import Path

from ipykernel.kernelspec import install as install_specification

from ..errors import UsageError
from . import libraries

NAME = "python3"  # what the notebooks ask for; also the name under which ipykernel installs itself


def install() -> Path:
    """Write the specification, in place of the one that ipykernel brought, and return its folder.

    Raises
    ------
    UsageError
        This environment is not ours to write to.
    """
    try:
        return Path(install_specification(kernel_name=NAME, prefix=sys.prefix, env=dict(libraries.environment())))
    except OSError as error:
        raise UsageError(
            f"{sys.prefix} cannot be written to: run `autograder kernel` as its owner, or start Jupyter with "
            "LD_LIBRARY_PATH=$(python -m autograder.gpu.libraries)"
        ) from error
