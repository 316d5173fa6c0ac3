"""What all processes of a room use together, and the room's clock: limits that a process evades by forking are held from
outside.

Reads /proc of the host, where the room's processes are descendants of the one that opened it, whatever they do inside: a
process whose parent died belongs to the room's init. Must not know what a room is for.

The clock is what limits of time are measured with. It counts the processor time of all the room's processes, and, while
somebody waits for an answer, the time in which none of them wanted a processor: they sleep, or wait for what does not come.
Where the machine makes them wait, for a processor or a disk, it stands still: how busy a machine is judges nobody. But
while somebody waits and the host looks on, it never runs slower than a twentieth of the wall's speed, whatever tricks are
played with it.
"""

from __future__ import annotations

import os
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..model import Cause

_PAGE = os.sysconf("SC_PAGE_SIZE")
_TICK = os.sysconf("SC_CLK_TCK")
_LOOK = 0.2  # seconds between two looks
_SHARE = 20  # the guard's own work: at most one part in so many, on a machine with thousands of processes
_STALLED = 10  # times the pause between two looks; of a longer one the machine or this process stood still
_SLOWEST = 20  # how many times slower than the wall's a room's clock may run while somebody waits
_BUSY = (b"R", b"D")  # states of a thread that runs, waits for a processor, or waits for a disk


@dataclass(frozen=True)
class Usage:
    """Of one process and all its descendants. ``memory``: bytes resident, pages that several share counted once for each;
    ``cpu_seconds`` of processes alive and of children they have waited for; ``files``: in the scratch folders; ``busy``:
    whether any thread runs, or waits for a processor or a disk.
    """

    memory: int = 0
    cpu_seconds: float = 0.0
    processes: int = 0
    threads: int = 0
    files: int = 0
    busy: bool = False


def usage(root: int, scratch: Sequence[str] = ()) -> Usage:
    """Look once. Processes that end while one looks are left out.

    ``scratch``: folders, each a file system of its own, as a room's first process sees them: ``root``, or where bubblewrap
    waits outside for the room's end, its child.

    Raises
    ------
    OSError
        /proc cannot be read, or does not show ``root``.
    """
    children: dict[int, list[int]] = defaultdict(list)
    stats: dict[int, list[bytes]] = {}
    for name in os.listdir("/proc"):
        if name.isdecimal():
            fields = _stat(f"/proc/{name}")
            if fields is not None:
                stats[int(name)] = fields
                children[int(fields[1])].append(int(name))
    if root not in stats:
        raise ProcessLookupError(f"/proc does not show process {root} (is it mounted with hidepid?)")
    files = max(sum(_files(process, folder) for folder in scratch) for process in (root, *children[root][:1]))
    found = []
    pending = [root]
    while pending:
        process = pending.pop()
        pending += children.pop(process, ())  # each but once: numbers may have changed hands during the look
        if process in stats:
            found.append(process)
    alive = [stats[process] for process in found]
    return Usage(
        memory=sum(int(fields[21]) for fields in alive) * _PAGE,
        cpu_seconds=sum(int(ticks) for fields in alive for ticks in fields[11:15]) / _TICK,
        processes=len(alive),
        threads=sum(int(fields[17]) for fields in alive),
        files=files,
        busy=any(fields[0] in _BUSY for fields in alive) or any(map(_has_busy_thread, found)),
    )


def _stat(folder: str) -> list[bytes] | None:
    """The fields of proc(5)'s stat from the third on: 0 state, 1 parent, 11-14 times, 17 threads, 21 resident pages.

    ``None`` where the process has ended or is hidden from us.
    """
    try:
        with open(f"{folder}/stat", "rb") as file:
            data = file.read()
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return None
    return data.rpartition(b") ")[2].split() or None  # the name in brackets may hold anything, brackets too


def _has_busy_thread(process: int) -> bool:
    """Whether a thread beside the first, for which the process's own state stands, is busy."""
    tasks = f"/proc/{process}/task"
    try:
        threads = os.listdir(tasks)
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return False
    states = (_stat(f"{tasks}/{thread}") for thread in threads if int(thread) != process)
    return any(fields is not None and fields[0] in _BUSY for fields in states)


def _files(process: int, folder: str) -> int:
    """How many files a room's own file system holds: each costs the kernel a kilobyte, however empty, that no size counts."""
    inside = f"/proc/{process}/root{folder}"
    try:
        if os.stat(inside).st_dev == os.stat(folder).st_dev:
            return 0  # still the host's: on a busy machine, a room may take longer to be set up than it is until the first look
        found = os.statvfs(inside)
    except OSError:
        return 0  # not set up yet, or gone
    return found.f_files - found.f_ffree


class Guard:
    """Looks at a room from its opening to its end, whether or not anyone waits for it, and keeps its clock. Ends it when it
    uses too much, and when it cannot be looked at any more.

    ``excess`` says of a `Usage` what is too much about it, or nothing. ``cause`` is what it said, once it did; ``failure``
    is what kept the guard from looking. ``awaited`` tells whether somebody waits for what the room has to do,
    ``end_room`` ends it.
    """

    def __init__(
        self,
        process: int,
        scratch: Sequence[str],
        excess: Callable[[Usage], Cause | None],
        awaited: Callable[[], bool],
        end_room: Callable[[], None],
    ) -> None:
        self.cause: Cause | None = None
        self.failure: Exception | None = None
        self.seen = (0, 0.0)  # how often it has looked, and what the room's clock showed the last time, in seconds
        self._process = process
        self._scratch = scratch
        self._excess = excess
        self._awaited = awaited
        self._end_room = end_room
        self._cpu_seconds = 0.0
        self._looked_at = time.monotonic()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look_on, name="autograder-guard", daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Stop looking. To be called before the process is waited for: until then its number is no one else's."""
        self._over.set()
        self._thread.join()

    def _look_on(self) -> None:
        pause = _LOOK
        try:
            while not self._over.wait(pause):
                started = time.thread_time()
                self.cause = self._look(_STALLED * pause)
                if self.cause is not None:
                    break
                pause = max(_LOOK, _SHARE * (time.thread_time() - started))
            else:
                return
        except Exception as error:
            self.failure = error
        self._end_room()

    def _look(self, longest: float) -> Cause | None:
        used = usage(self._process, self._scratch)
        now = time.monotonic()
        wall, self._looked_at = min(now - self._looked_at, longest), now
        spent, self._cpu_seconds = max(0.0, used.cpu_seconds - self._cpu_seconds), used.cpu_seconds
        if self._awaited():
            spent = max(spent, wall / _SLOWEST if used.busy else wall)
        looks, clock = self.seen
        self.seen = looks + 1, clock + spent
        return self._excess(used)
