"""What a submission may use: stated once, for the room, its watch and its tests.

Must not know how a limit is held.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..gpu import libraries
from ..gpu.driver import Gpu
from ..model import Cause, CauseKind
from . import watch

MIB = 2**20
# Address space of the libraries that mxnet-cu112 is linked with: 3.2 GiB are in use after its import, 1.2 with the build for
# processors.
_CUDA_LIBRARIES = 2048 * MIB


@dataclass(frozen=True)
class Limits:
    """What one submission may use. Seconds are those of the room's clock: processor time, and time asleep (see `watch`)."""

    start_seconds: float = 60  # until the interpreter and MXNet are imported: ours, not the student's
    cell_seconds: float = 20
    call_seconds: float = 6
    late_call_seconds: float = 2  # of a function that has run out of time before
    submission_seconds: float = 240
    timeouts_per_function: int = 2  # calls that ran out of time, before the function's other checks are not tried
    cpu_seconds: int = 150  # of one process, held by the kernel
    memory: int = 4096 * MIB  # address space of one process: MXNet alone reserves 1.2 GiB
    processes: int = 64  # threads counted in; MXNet starts about 8
    room_memory: int = 3072 * MIB  # resident, all processes together: an honest training stays below 400 MiB
    files: int = 256  # open at once
    file_size: int = 64 * MIB
    scratch: int = 128 * MIB  # /tmp, and as much again for /dev/shm
    scratch_files: int = 20_000  # in both together

    def as_rlimits(self, gpu: Gpu | None = None) -> Mapping[str, int]:
        """Per process, by the names of Python's resource module.

        CUDA reserves address space by the gigabyte, as much as all memory of the machine: with a ``gpu``, what can be written
        to is limited in its place.
        """
        space = self.memory + (_CUDA_LIBRARIES if libraries.has_cuda_build() else 0)
        return {
            "RLIMIT_CPU": self.cpu_seconds,
            **({"RLIMIT_AS": space} if gpu is None else {"RLIMIT_DATA": self.memory}),
            "RLIMIT_NPROC": self.processes,
            "RLIMIT_NOFILE": self.files,
            "RLIMIT_FSIZE": self.file_size,
            "RLIMIT_CORE": 0,
            "RLIMIT_MEMLOCK": 0,
            "RLIMIT_MSGQUEUE": 0,
        }

    def excess(self, used: watch.Usage) -> Cause | None:
        """What a room uses too much of; ``None`` where it is modest."""
        if used.memory > self.room_memory:
            most = self.room_memory // MIB
            return Cause(CauseKind.DIED, f"used {used.memory // MIB} MiB of memory: at most {most}")
        if used.cpu_seconds > self.submission_seconds:
            return Cause(CauseKind.TIME_USED_UP, "used up its processor time")
        if used.files > self.scratch_files:
            return Cause(CauseKind.DIED, f"made {used.files} files: at most {self.scratch_files}")
        return None


LIMITS = Limits()
