"""On which device a submission is graded: a GPU that has a place for it, the CPU where none has, and where points were lost.

Owns that no score hangs on a device. Must not know how grading is done.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Collection

from .errors import SandboxError
from .gpu_queue import place
from .gpus import Gpu, choose
from .model import Report, Verdict
from .wording import printable

_LONGEST = 300  # characters of a note
# What MXNet says where there is no GPU: its build for processors, CUDA without a device, and with fewer than were asked for.
_NO_GPU = re.compile("USE_CUDA=1|no CUDA-capable device|invalid device ordinal|GPU is not enabled")
_FIXED = (
    "Your code asks for a GPU, and works on no machine without one: take the device from the notebook's ctx, or none."
)


def hint_of(message: str) -> str | None:
    """What a student may try next who met an error because of a device; ``None`` for any other error."""
    return _FIXED if _NO_GPU.search(message) else None


def graded_on(
    device: str, graded: Callable[[Gpu | None, Collection[str] | None], Report], functions: Collection[str]
) -> Report:
    """Grade on a device so that the score is the CPU's, too.

    Where the submission lost points on a GPU, it is graded on the CPU. Arrays made on the CPU meet those on a GPU in code that
    is right on the CPU; memory runs out, kernels are missing, the first call takes longer than a call may. Which of these it
    was cannot be told from outside: the CPU has the last word.

    Where it lost none, its functions are graded on the CPU as well: a device that is written into the code passes on a GPU
    alone. What stands on all functions, such as a training, is not repeated.

    A note says so where the CPU gives other points.

    Parameters
    ----------
    device : str
        As `gpus.choose` takes it.
    graded : callable
        Grades the submission with a GPU, or without one for ``None``, and with the same seed each time: all cells for
        ``None``, or those named.
    functions : collection of str
        The cells that have a function of their own.

    Raises
    ------
    UsageError
        No such device.
    """
    gpus = choose(device)
    if not gpus:
        return graded(None, None)
    report = None
    with place(gpus) as gpu:
        why = "its memory is full, and stayed so"
        if gpu is not None:
            try:
                report = graded(gpu, None)
                why = _loss(report)
            except SandboxError as error:  # with the GPU's files it may not open where without them it does
                why = str(error)
    if report is not None and not why:
        if not _loss(graded(None, functions)):
            return report
        why = "it earned all points, and earns fewer without a GPU"
    again = graded(None, None)
    if report is not None and [cell.points for cell in report.cells] == [cell.points for cell in again.cells]:
        return again
    note = " ".join(f"Graded on the CPU. On {gpu or gpus[0]}: {why}".split())
    return dataclasses.replace(again, notes=(*again.notes, printable(note)[:_LONGEST]))


def _loss(report: Report) -> str:
    """What cost the first points, in words; empty where every check with a weight has passed."""
    for cell in report.cells:
        for check in cell.checks:
            if check.verdict is not Verdict.PASSED and (check.weight > 0 or check.verdict is Verdict.BROKEN):
                return check.message or f"{cell.cell}: {check.title}: {check.verdict}"
    return ""
