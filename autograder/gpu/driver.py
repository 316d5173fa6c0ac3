"""The machine's NVIDIA GPUs as nvidia-smi describes them, and which of them MXNet has kernels for.

Runs nvidia-smi, which comes with every driver, instead of calling the driver: a call would create a CUDA context in this
process, which no forked process can use. Must not know rooms or grading.
"""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

MIB = 2**20
# mxnet-cu112 1.9.1 holds machine code for these compute capabilities and no PTX (read off the wheel with cuobjdump). Machine
# code runs on GPUs of the same major version and the same or a higher minor version.
KERNELS = ((5, 0), (6, 0), (7, 0), (8, 0), (8, 6))
_FIELDS = ("index", "uuid", "name", "memory.total", "memory.free", "compute_cap", "driver_version", "pci.bus_id")
_SECONDS = 20
PROC = Path("/proc/driver/nvidia/gpus")
DEV = Path("/dev")
_CONTROL = ("nvidiactl", "nvidia-uvm")  # files that all GPUs share: for control of the driver, for unified memory
# The oldest driver that runs CUDA 11 (NVIDIA, "CUDA Compatibility": 450.80.02 for all of 11.x).
OLDEST_DRIVER = 450


@dataclass(frozen=True)
class Gpu:
    """One GPU.

    ``index``: nvidia-smi's number; ``memory`` and ``free`` in bytes; ``capability``: compute capability, (major, minor);
    ``driver``: the driver's version; ``device``: the GPU's file in /dev.
    """

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
    """nvidia-smi fails, its output cannot be read, or a GPU is gone."""


def find_gpus() -> tuple[Gpu, ...]:
    """The GPUs of this machine; none if it has no driver.

    Raises
    ------
    DriverError
        nvidia-smi fails, or its output cannot be read.
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
        except DriverError as error:  # a warning among the lines, or a GPU without memory figures
            faults.append(error)
    if faults and not found:
        raise faults[0]
    return tuple(found)


def look_again(gpu: Gpu) -> Gpu:
    """The same GPU with the memory that is free now. Raises `DriverError` if it is gone."""
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
        raise DriverError(f"cannot read this line of nvidia-smi: {', '.join(row)[:200]}") from error


def _minor(bus: str, index: int) -> int:
    """The number in the name of the GPU's device file, which may differ from nvidia-smi's.

    ``bus`` is nvidia-smi's form, such as 00000000:3B:00.0; /proc has only four digits before the first colon.
    """
    try:
        said = (PROC / bus[-12:].lower() / "information").read_text()
    except OSError:
        return index  # a container may hide the file
    found = re.search(r"^Device Minor:\s*(\d+)", said, re.MULTILINE)
    return int(found[1]) if found else index
