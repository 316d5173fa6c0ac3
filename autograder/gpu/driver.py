"""The machine's NVIDIA GPUs as its driver describes them, and what MXNet's CUDA build holds for them.

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
OLDEST_DRIVER = 450


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
