"""Limits of time, memory, processes and disk for one submission.

Owns the numbers, for the room (the sandbox of one submission), its watch and the tests. Must not know how a limit is enforced.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..gpu import libraries
from ..gpu.driver import Gpu
from ..model import Cause, CauseKind
from . import watch

MIB = 2**20
# Address space of the libraries that mxnet-cu112 is linked with: 3.2 GiB are in use after its import, 1.2 GiB after that of
# the CPU build.
_CUDA_LIBRARIES = 2048 * MIB


@dataclass(frozen=True)
class Limits:
    """The limits of one submission. Seconds are of the room's clock: processor time plus time asleep (see `watch`)."""

    start_seconds: float = 60  # to start the interpreter and import MXNet, before any student code
    cell_seconds: float = 20
    call_seconds: float = 6
    late_call_seconds: float = 2  # for a function that has run out of time before
    submission_seconds: float = 240
    timeouts_per_function: int = 2  # after so many calls that ran out of time, a function's other checks do not run
    cpu_seconds: int = 150  # of one process, enforced by the kernel
    memory: int = 4096 * MIB  # bytes of address space of one process; MXNet alone reserves 1.2 GiB
    processes: int = 64  # including threads; MXNet starts about 8
    room_memory: int = 3072 * MIB  # bytes resident in all processes together; a right training stays below 400 MiB
    files: int = 256  # open at once
    file_size: int = 64 * MIB  # bytes
    scratch: int = 128 * MIB  # bytes in /tmp, and as many in /dev/shm
    scratch_files: int = 20_000  # in both together

    def as_rlimits(self, gpu: Gpu | None = None) -> Mapping[str, int]:
        """The limits of each process, by the names of Python's `resource` module.

        With a ``gpu``, writable memory is limited instead of address space: CUDA reserves address space for all memory of the
        machine.
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
        """The limit that a room exceeds, as the cause of its end; ``None`` if it keeps to all of them."""
        if used.memory > self.room_memory:
            most = self.room_memory // MIB
            return Cause(CauseKind.DIED, f"used {used.memory // MIB} MiB of memory: at most {most}")
        if used.cpu_seconds > self.submission_seconds:
            return Cause(CauseKind.TIME_USED_UP, "used up its processor time")
        if used.files > self.scratch_files:
            return Cause(CauseKind.DIED, f"made {used.files} files: at most {self.scratch_files}")
        return None


LIMITS = Limits()
