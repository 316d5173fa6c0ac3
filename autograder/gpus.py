"""The machine's NVIDIA GPUs as its driver describes them, and which of them the installed build of MXNet can compute on.

Asks nvidia-smi, which comes with every driver: a question of this process to the driver would leave a context behind that
no forked process can use. Must not know rooms or grading.
"""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from . import cuda
from .errors import UsageError

MIB = 2**20
DEVICE = "AUTOGRADER_DEVICE"  # the variable that says what to grade on where no option does
# mxnet-cu112 1.9.1 holds machine code for 5.0, 6.0, 7.0, 8.0 and 8.6 and no PTX (read off the wheel with cuobjdump). Machine
# code runs within its major version, from its own minor version on.
KERNELS = ((5, 0), (6, 0), (7, 0), (8, 0), (8, 6))
_FIELDS = ("index", "uuid", "name", "memory.total", "memory.free", "compute_cap", "driver_version", "pci.bus_id")
_SECONDS = 20
PROC = Path("/proc/driver/nvidia/gpus")
DEV = Path("/dev")


@dataclass(frozen=True)
class Gpu:
    """One GPU. ``index``: nvidia-smi's number; ``memory`` and ``free`` in bytes; ``device``: its file in /dev."""

    index: int
    uuid: str
    name: str
    memory: int
    free: int
    capability: tuple[int, int]
    driver: str
    device: Path

    def __str__(self) -> str:
        major, minor = self.capability
        return f"GPU {self.index} ({self.name}, {self.memory / 2**30:.0f} GiB, compute capability {major}.{minor})"


class DriverError(Exception):
    """The driver is there, and does not answer."""


def find_gpus() -> tuple[Gpu, ...]:
    """The GPUs of this machine; none where it has no driver.

    Raises
    ------
    DriverError
        nvidia-smi fails, or says what cannot be read.
    """
    program = shutil.which("nvidia-smi")
    if program is None:
        return ()
    command = [program, f"--query-gpu={','.join(_FIELDS)}", "--format=csv,noheader,nounits"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)
    except (OSError, subprocess.SubprocessError) as error:
        raise DriverError(f"nvidia-smi does not answer: {error}") from error
    said = done.stdout.strip()
    if "No devices were found" in said:
        return ()
    if done.returncode != 0:
        raise DriverError(f"nvidia-smi does not answer: {(said or done.stderr.strip())[:200] or 'it said nothing'}")
    return tuple(_gpu(row) for row in csv.reader(said.splitlines(), skipinitialspace=True) if row)


def why_not(gpu: Gpu) -> str:
    """Why the installed build of MXNet cannot compute on a GPU, in words that follow its name; empty where it can."""
    if not cuda.has_cuda_build():
        return "is not used: the installed build of MXNet is for processors"
    major, minor = gpu.capability
    if any(major == own and minor >= least for own, least in KERNELS):
        return ""
    newest = ".".join(map(str, KERNELS[-1]))
    reason = f"has no kernels in {cuda.CUDA_BUILD} 1.9.1, which holds machine code up to {newest} and no PTX to compile"
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
    if wish == "cpu" or (wish == "auto" and not cuda.has_cuda_build()):
        return ()
    try:
        found = find_gpus()
    except DriverError as error:
        if wish == "auto":
            return ()
        raise UsageError(f"--device {wish}: {error}; see: autograder doctor") from error
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


def look_again(gpu: Gpu) -> Gpu:
    """The same GPU with the memory that is free now. Raises `DriverError` where it is gone."""
    for each in find_gpus():
        if each.uuid == gpu.uuid:
            return each
    raise DriverError(f"{gpu} is gone")


def _gpu(row: list[str]) -> Gpu:
    try:
        index, uuid, name, memory, free, capability, driver, bus = row
        major, _, minor = capability.partition(".")
        number = int(index)
        return Gpu(
            number,
            uuid,
            name,
            int(memory) * MIB,
            int(free) * MIB,
            (int(major), int(minor)),
            driver,
            DEV / f"nvidia{_minor(bus, number)}",
        )
    except ValueError as error:
        raise DriverError(f"nvidia-smi says what cannot be read: {', '.join(row)[:200]}") from error


def _minor(bus: str, index: int) -> int:
    """The number in its device file's name, which is not nvidia-smi's. ``bus``: 00000000:3B:00.0, in /proc with 4 digits."""
    try:
        said = (PROC / bus[-12:].lower() / "information").read_text()
    except OSError:
        return index  # a container may not show it
    found = re.search(r"^Device Minor:\s*(\d+)", said, re.MULTILINE)
    return int(found[1]) if found else index
