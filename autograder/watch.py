"""What all processes of a room use together: limits that a process evades by forking are held from outside.

Reads /proc of the host, where the room's processes are descendants of the one that opened it, whatever they do inside: a
process whose parent died belongs to the room's init. Must not know what a room is for.
"""

from __future__ import annotations

import os
from collections import defaultdict
from dataclasses import dataclass

_PAGE = os.sysconf("SC_PAGE_SIZE")
_TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Usage:
    """Of one process and all its descendants. ``memory``: bytes resident, pages that several share counted once for each;
    ``cpu_seconds`` of processes alive and of children they have waited for.
    """

    memory: int = 0
    cpu_seconds: float = 0.0
    processes: int = 0
    threads: int = 0


def usage(root: int) -> Usage:
    """Look once. Processes that end while one looks are left out."""
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
    return Usage(memory, ticks / _TICK, processes, threads)


def _stat(process: str) -> list[bytes] | None:
    """The fields of proc(5)'s stat from the third on: 0 state, 1 parent, 11-14 times, 17 threads, 21 resident pages."""
    try:
        with open(f"/proc/{process}/stat", "rb") as file:
            data = file.read()
    except OSError:
        return None
    return data[data.rindex(b")") + 2 :].split()  # the name in brackets may hold anything, brackets too
