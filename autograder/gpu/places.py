"""Places on GPUs: only as many gradings run at once as fit in a GPU's memory; others wait.

A place is a locked file. So all grading processes of a user share one count, and the operating system frees the place of a
process that was killed. Must not know what is graded.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from ..files import cache_folder
from .driver import MIB, DriverError, Gpu, look_again

# Bytes for one grading: CUDA's context, MXNet's kernels, a small network and its batches. Estimated, not measured on a GPU yet.
NEED = 1536 * MIB
_RESERVE = 512 * MIB  # bytes kept free for a display and for other programs
_POLL = 0.2  # seconds between two attempts to take a place
_PATIENCE = 120.0  # seconds; a grading on the CPU takes less


def fits(gpu: Gpu) -> int:
    """How many gradings fit in the memory that is free now."""
    return max(0, (gpu.free - _RESERVE) // NEED)


@contextlib.contextmanager
def place(gpus: Sequence[Gpu], folder: Path | None = None) -> Iterator[Gpu | None]:
    """Hold a place on one of the GPUs.

    If other gradings hold all places, waits up to two minutes for one. Yields ``None``, which means the CPU, if none becomes
    free in that time, if there is no GPU, or if other programs leave no GPU enough memory for even one grading.

    Parameters
    ----------
    gpus : sequence of Gpu
        The GPUs to choose from, as `device.choose` returns them.
    folder : Path, optional
        The folder of the lock files; by default in this user's cache.
    """
    folder = folder or cache_folder() / "gpus"
    if gpus:
        folder.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + _PATIENCE
    with contextlib.ExitStack() as held:
        while True:
            seen = [_Places(folder, gpu) for gpu in gpus]
            for places in seen:
                if held.enter_context(contextlib.closing(places)).take():
                    yield places.gpu
                    return
            if not any(places.others for places in seen) or time.monotonic() > deadline:
                yield None
                return
            held.close()
            time.sleep(_POLL)


class _Places:
    """One attempt to take a place on a GPU, and the place that it took."""

    def __init__(self, folder: Path, gpu: Gpu) -> None:
        self.gpu = gpu
        self.others = 0
        self._folder = folder
        self._place = -1

    def take(self) -> bool:
        """Take a place if one is free. `others` then says how many other gradings hold one."""
        gate = self._open("gate")
        try:
            fcntl.flock(gate, fcntl.LOCK_EX)  # one attempt at a time: two must not count the same memory
            return self._take()
        finally:
            os.close(gate)

    def close(self) -> None:
        """Give the place back."""
        if self._place >= 0:
            os.close(self._place)
            self._place = -1

    def _take(self) -> bool:
        taken = {int(path.suffix[1:]) for path in self._folder.glob(f"{self.gpu.uuid}.place.*") if _is_locked(path)}
        self.others = len(taken)
        # Running gradings may not have allocated all their memory yet, so places are counted only while none runs.
        known = self._folder / f"{self.gpu.uuid}.fits"
        if not taken:
            try:
                known.write_text(str(fits(look_again(self.gpu))))
            except DriverError:
                known.write_text("0")
        places = int(known.read_text() or 0) if known.exists() else 0
        free = next((number for number in range(places) if number not in taken), None)
        if free is None:
            return False
        self._place = self._open(f"place.{free}")
        fcntl.flock(self._place, fcntl.LOCK_EX)
        return True

    def _open(self, name: str) -> int:
        return os.open(self._folder / f"{self.gpu.uuid}.{name}", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)


def _is_locked(path: Path) -> bool:
    descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    else:
        return False
    finally:
        os.close(descriptor)
