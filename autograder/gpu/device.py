"""On which device a submission is graded: a GPU that has a place for it, the CPU where none has, and where points were lost.

Owns which GPUs a grading may use, and that no score hangs on a device. Must not know how grading is done.
"""

from __future__ import annotations

import dataclasses
import os
import re
from collections.abc import Callable, Collection

from autograder.errors import UsageError

from ..errors import SandboxError
from ..model import Report, Verdict
from ..plaintext import printable
from . import libraries
from .driver import KERNELS, OLDEST_DRIVER, DriverError, Gpu, find_gpus
from .places import place

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
        As `device.choose` takes it.
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


def default_device() -> str:
    """What to grade on where no option says so: ``AUTOGRADER_DEVICE``."""
    return os.environ.get("AUTOGRADER_DEVICE") or "auto"


def why_not(gpu: Gpu) -> str:
    """Why the installed build of MXNet cannot compute on a GPU, in words that follow its name; empty where it can."""
    if not libraries.has_cuda_build():
        installed = " and ".join(libraries.builds()) or "no MXNet"
        return f"is not used: {installed} is installed, and not {libraries.CUDA_BUILD} alone"
    major, minor = gpu.capability
    if any(major == own and minor >= least for own, least in KERNELS):
        missing = ", ".join(str(file) for file in gpu.files if not file.exists())
        if missing:
            return (
                f"cannot be shown to a room: there is no {missing} (nvidia-modprobe -u -c=0, run as root, makes them)"
            )
        if int(gpu.driver.partition(".")[0] or 0) < OLDEST_DRIVER:
            return f"has driver {gpu.driver}, and CUDA 11 needs {OLDEST_DRIVER}.80 or later"
        return ""
    newest = ".".join(map(str, KERNELS[-1]))
    reason = (
        f"has no kernels in {libraries.CUDA_BUILD} 1.9.1, which holds machine code up to {newest} and no PTX to compile"
    )
    if major >= 9:
        return f"{reason}: no GPU of compute capability 9.0 or higher (Hopper, Blackwell) can run it"
    return reason


def choose(wish: str) -> tuple[Gpu, ...]:
    """The GPUs that a grading may use; none means the CPU.

    Parameters
    ----------
    wish : str
        ``cpu``; ``auto``: every GPU that this build can use, the CPU where there is none; ``gpu``: the same, but there must
        be one; ``gpu:N``: that one, by nvidia-smi's number.

    Raises
    ------
    UsageError
        The wish cannot be read, or cannot be fulfilled.
    """
    asked = re.fullmatch(r"auto|cpu|gpu(?::(\d+))?", wish)
    if asked is None:
        raise UsageError(f"--device {wish}: expected auto, cpu, gpu or gpu:N")
    if wish == "cpu" or (wish == "auto" and not libraries.has_cuda_build()):
        return ()
    try:
        found = find_gpus()
    except DriverError as error:
        if wish == "auto":
            return ()
        raise UsageError(f"--device {wish}: {error}; mend what nvidia-smi says, or grade with --device cpu") from error
    found = tuple(gpu for gpu in found if _is_ours(gpu))
    if wish == "auto":
        return tuple(gpu for gpu in found if not why_not(gpu))
    chosen = [gpu for gpu in found if asked[1] is None or gpu.index == int(asked[1])]
    usable = tuple(gpu for gpu in chosen if not why_not(gpu))
    if not usable:
        reasons = "; ".join(f"{gpu} {why_not(gpu)}" for gpu in chosen)
        known = ", ".join(str(gpu.index) for gpu in found)
        nothing = f"there is no GPU {asked[1]}, only {known}" if known and asked[1] else "no NVIDIA GPU was found"
        raise UsageError(f"--device {wish}: {reasons or nothing}; --device cpu grades without")
    return usable


def _is_ours(gpu: Gpu) -> bool:
    """Whether ``CUDA_VISIBLE_DEVICES``, by which machines with many users share out their GPUs, names it or is not set."""
    named = os.environ.get("CUDA_VISIBLE_DEVICES")
    if named is None:
        return True
    names = [name.strip() for name in named.split(",") if name.strip()]
    return any(name == str(gpu.index) or (name.startswith("GPU-") and gpu.uuid.startswith(name)) for name in names)
