"""The device that a submission is graded on: a GPU with a free place, else the CPU.

Owns which GPUs a grading may use, and that the device never changes a score. Must not know how grading is done.
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
# Errors of MXNet if the requested GPU does not exist: its build has no CUDA, the machine has no GPU, or too few GPUs.
_NO_GPU = re.compile("USE_CUDA=1|no CUDA-capable device|invalid device ordinal|GPU is not enabled")
_FIXED = (
    "Your code asks for a GPU, so it fails on every machine without one: use the notebook's ctx, or name no device."
)


def hint_of(message: str) -> str | None:
    """The hint for an error that a missing GPU caused; ``None`` for any other error."""
    return _FIXED if _NO_GPU.search(message) else None


def graded_on(
    device: str, graded: Callable[[Gpu | None, Collection[str] | None], Report], functions: Collection[str]
) -> Report:
    """Grade on a device so that the score is the same as on the CPU.

    If the submission loses points on a GPU, it is graded again on the CPU, and only that report counts. The GPU may be the
    cause: code that is right on the CPU mixes arrays of both devices, memory runs out, kernels are missing, or the first call
    takes longer than a call may. The host cannot tell these from a mistake.

    If it loses none, its functions are graded on the CPU as well, because code that names a GPU passes only on a GPU. Checks
    that need all functions, such as training, are not repeated.

    The report gets a note if the CPU gives other points, or if no GPU could be used.

    Parameters
    ----------
    device : str
        As `choose` takes it.
    graded : callable
        Grades the submission, each time with the same seed. Takes the GPU, or ``None`` for the CPU, and the names of the cells
        to grade, or ``None`` for all.
    functions : collection of str
        Names of the cells that grade one function each.

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
        why = "it had too little free memory"
        if gpu is not None:
            try:
                report = graded(gpu, None)
                why = _loss(report)
            except SandboxError as error:  # perhaps because of the GPU's device files: without them the room may open
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
    """The message of the first check that cost points or broke; empty if there is none."""
    for cell in report.cells:
        for check in cell.checks:
            if check.verdict is not Verdict.PASSED and (check.weight > 0 or check.verdict is Verdict.BROKEN):
                return check.message or f"{cell.cell}: {check.title}: {check.verdict}"
    return ""


def default_device() -> str:
    """The device if no option names one: ``AUTOGRADER_DEVICE``, else ``auto``."""
    return os.environ.get("AUTOGRADER_DEVICE") or "auto"


def why_not(gpu: Gpu) -> str:
    """Why MXNet cannot compute on this GPU, in words to put after the GPU's name; empty if it can."""
    if not libraries.has_cuda_build():
        installed = " and ".join(libraries.builds()) or "no MXNet"
        return f"is not used: {installed} is installed, and not {libraries.CUDA_BUILD} alone"
    major, minor = gpu.capability
    if any(major == own and minor >= least for own, least in KERNELS):
        missing = ", ".join(str(file) for file in gpu.files if not file.exists())
        if missing:
            return f"cannot be used in the sandbox: there is no {missing} (run nvidia-modprobe -u -c=0 as root to create it)"
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
    """The GPUs that a grading may use; an empty tuple means the CPU.

    Parameters
    ----------
    wish : str
        ``cpu``; ``auto``: every GPU that MXNet can use, else the CPU; ``gpu``: the same, but there must be one; ``gpu:N``: the
        GPU that nvidia-smi numbers N.

    Raises
    ------
    UsageError
        ``wish`` has none of these forms, or MXNet cannot use such a GPU.
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
        raise UsageError(f"--device {wish}: {error}; repair the driver, or grade with --device cpu") from error
    found = tuple(gpu for gpu in found if _is_ours(gpu))
    if wish == "auto":
        return tuple(gpu for gpu in found if not why_not(gpu))
    chosen = [gpu for gpu in found if asked[1] is None or gpu.index == int(asked[1])]
    usable = tuple(gpu for gpu in chosen if not why_not(gpu))
    if not usable:
        reasons = "; ".join(f"{gpu} {why_not(gpu)}" for gpu in chosen)
        known = ", ".join(str(gpu.index) for gpu in found)
        nothing = f"there is no GPU {asked[1]}, only {known}" if known and asked[1] else "no NVIDIA GPU was found"
        raise UsageError(f"--device {wish}: {reasons or nothing}; grade with --device cpu")
    return usable


def _is_ours(gpu: Gpu) -> bool:
    """Whether ``CUDA_VISIBLE_DEVICES``, which shared machines set to assign GPUs to users, names this GPU or is not set."""
    named = os.environ.get("CUDA_VISIBLE_DEVICES")
    if named is None:
        return True
    names = [name.strip() for name in named.split(",") if name.strip()]
    return any(name == str(gpu.index) or (name.startswith("GPU-") and gpu.uuid.startswith(name)) for name in names)
