"""What all processes of a room use together: limits that a process evades by forking are held from outside.

Reads /proc of the host, where the room's processes are descendants of the one that opened it, whatever they do inside: a
process whose parent died belongs to the room's init. Must not know what a room is for.
"""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

_PAGE = os.sysconf("SC_PAGE_SIZE")
_TICK = os.sysconf("SC_CLK_TCK")
_LOOK = 0.2  # seconds between two looks
_SHARE = 20  # the guard's own work: at most one part in so many, on a machine with thousands of processes


@dataclass(frozen=True)
class Usage:
    """Of one process and all its descendants. ``memory``: bytes resident, pages that several share counted once for each;
    ``cpu_seconds`` of processes alive and of children they have waited for; ``files``: in the scratch folders.
    """

    memory: int = 0
    cpu_seconds: float = 0.0
    processes: int = 0
    threads: int = 0
    files: int = 0


def usage(root: int, scratch: Sequence[str] = ()) -> Usage:
    """Look once. Processes that end while one looks are left out.

    ``scratch``: folders, each a file system of its own, as a child of ``root`` sees them.
    """
    children: dict[int, list[int]] = defaultdict(list)
    stats: dict[int, list[bytes]] = {}
    for name in os.listdir("/proc"):
        if name.isdecimal():
            fields = _stat(name)
            if fields is not None:
                stats[int(name)] = fields
                children[int(fields[1])].append(int(name))
    memory = threads = processes = 0
    ticks = 0
    pending = [root]
    while pending:
        process = pending.pop()
        pending += children[process]
        fields = stats.get(process)
        if fields is not None:
            processes += 1
            ticks += sum(map(int, fields[11:15]))
            threads += int(fields[17])
            memory += int(fields[21]) * _PAGE
    files = sum(_files(child, folder) for child in children[root][:1] for folder in scratch)
    return Usage(memory, ticks / _TICK, processes, threads, files)


def _stat(process: str) -> list[bytes] | None:
    """The fields of proc(5)'s stat from the third on: 0 state, 1 parent, 11-14 times, 17 threads, 21 resident pages."""
    try:
        with open(f"/proc/{process}/stat", "rb") as file:
            data = file.read()
    except OSError:
        return None
    return data[data.rindex(b")") + 2 :].split()  # the name in brackets may hold anything, brackets too


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
    """Looks at a room from its opening to its end, whether or not anyone waits for it, and kills what uses too much.

    ``excess`` says of a `Usage` what is too much about it, or nothing. ``reason`` is what it said, once it did.
    """

    def __init__(self, process: int, scratch: Sequence[str], excess: Callable[[Usage], str]) -> None:
        self.reason = ""
        self._process = process
        self._scratch = scratch
        self._excess = excess
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look_on, name="autograder-guard", daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Stop looking. To be called before the process is waited for: until then its number is no one else's."""
        self._over.set()
        self._thread.join()

    def _look_on(self) -> None:
        pause = _LOOK
        while not self._over.wait(pause):
            started = time.monotonic()
            self.reason = self._excess(usage(self._process, self._scratch))
            if self.reason:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(self._process, signal.SIGKILL)
                return
            pause = max(_LOOK, _SHARE * (time.monotonic() - started))
