"""The first thing that a grading process runs: it imports nothing heavy, so that its settings come before NumPy and nbformat.

Must not know jobs, or be imported for anything else than `start`.
"""

from __future__ import annotations

import ctypes
import os
import signal

_PR_SET_PDEATHSIG = 1


def start(parent: int, core: int | None) -> None:
    """Prepare a grading process: it ends with its parent ``parent``, computes on one thread on ``core``, and prints nothing."""
    from .. import _quick_start  # noqa: F401  (here, as the parent may be nbgrader, which needs all of jsonschema)

    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)  # the parent died before prctl
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal is for the parent, which then ends its workers
    if core is not None:
        os.sched_setaffinity(0, {core})
    os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"))
    os.environ["AUTOGRADER_OFFLINE"] = "1"  # data was fetched before the workers started
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nothing, descriptor)
    os.close(nothing)
