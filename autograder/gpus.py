"""The machine's NVIDIA GPUs as its driver describes them, and which of them the installed build of MXNet can compute on.

Asks nvidia-smi, which comes with every driver: a question of this process to the driver would leave a context behind that
no forked process can use. Must not know rooms or grading.
"""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from . import cuda
from .errors import UsageError

MIB = 2**20
# mxnet-cu112 1.9.1 holds machine code for 5.0, 6.0, 7.0, 8.0 and 8.6 and no PTX (read off the wheel with cuobjdump). Machine
# code runs within its major version, from its own minor version on.
KERNELS = ((5, 0), (6, 0), (7, 0), (8, 0), (8, 6))
_FIELDS = ("index", "uuid", "name", "memory.total", "memory.free", "compute_cap", "driver_version", "pci.bus_id")
_SECONDS = 20
PROC = Path("/proc/driver/nvidia/gpus")
DEV = Path("/dev")
_CONTROL = ("nvidiactl", "nvidia-uvm")  # beside the GPU's own: its driver's control file, and that of unified memory
# The oldest driver that runs CUDA 11 (NVIDIA, "CUDA Compatibility": 450.80.02 for all of 11.x).
_OLDEST_DRIVER = 450


def default_device() -> str:
    """What to grade on where no option says so: ``AUTOGRADER_DEVICE``."""
    return os.environ.get("AUTOGRADER_DEVICE") or "auto"


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

    @property
    def files(self) -> tuple[Path, ...]:
        """The files in /dev that CUDA needs to compute on it."""
        return (self.device, *(self.device.with_name(name) for name in _CONTROL))


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
    found, faults = [], []
    for row in filter(None, csv.reader(said.splitlines(), skipinitialspace=True)):
        try:
            found.append(_gpu(row))
        except DriverError as error:  # a warning among the lines, or a GPU that does not tell its memory
            faults.append(error)
    if faults and not found:
        raise faults[0]
    return tuple(found)


def why_not(gpu: Gpu) -> str:
    """Why the installed build of MXNet cannot compute on a GPU, in words that follow its name; empty where it can."""
    if not cuda.has_cuda_build():
        return f"is not used: {' and '.join(cuda.builds()) or 'no MXNet'} is installed, and not {cuda.CUDA_BUILD} alone"
    major, minor = gpu.capability
    if any(major == own and minor >= least for own, least in KERNELS):
        missing = ", ".join(str(file) for file in gpu.files if not file.exists())
        if missing:
            return (
                f"cannot be shown to a room: there is no {missing} (nvidia-modprobe -u -c=0, run as root, makes them)"
            )
        if int(gpu.driver.partition(".")[0] or 0) < _OLDEST_DRIVER:
            return f"has driver {gpu.driver}, and CUDA 11 needs {_OLDEST_DRIVER}.80 or later"
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
