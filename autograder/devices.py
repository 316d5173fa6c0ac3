"""On which device a submission is graded: a GPU that has a place for it, the CPU where none has, and where points were lost.

Owns that no score hangs on a device. Must not know how grading is done.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from .errors import SandboxError
from .gpu_queue import place
from .gpus import Gpu, choose
from .model import Report, Verdict
from .wording import printable

_LONGEST = 300  # characters of a note


def graded_on(device: str, graded: Callable[[Gpu | None], Report]) -> Report:
    """Grade on a device, and on the CPU where that is another one and the submission lost points on it.

    Arrays made on the CPU meet those on a GPU in code that is right on the CPU; memory runs out, kernels are missing, the
    first call takes longer than a call may. Which of these it was cannot be told from outside: the CPU has the last word.
    A note says so where it gives other points.

    Parameters
    ----------
    device : str
        As `gpus.choose` takes it.
    graded : callable
        Grades the submission with a GPU, or without one for ``None``, and with the same seed each time.

    Raises
    ------
    UsageError
        No such device.
    """
    gpus = choose(device)
    if not gpus:
        return graded(None)
    report = None
    with place(gpus) as gpu:
        why = "its memory is full, and stayed so"
        if gpu is not None:
            try:
                report = graded(gpu)
                why = _loss(report)
            except SandboxError as error:  # with the GPU's files it may not open where without them it does
                why = str(error)
    if report is not None and not why:
        return report
    again = graded(None)
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
