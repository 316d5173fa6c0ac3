"""Control groups (cgroup v2): the kernel limits a room's memory and processes, forks included.

A room (the sandbox of one submission) gets a group of its own if this machine allows that. Owns the parent folder of these
groups, their settings and their removal. Must not know what runs in a group.

Groups are created where the controllers ``memory`` and ``pids`` are already enabled for children: in the grader's own group
or its parent. In a group that systemd has delegated (``systemd-run --user --scope -p Delegate=yes autograder ...``) this
module enables them; the processes there move into a leaf first, as cgroup v2 requires.
"""

from __future__ import annotations

import contextlib
import functools
import os
import secrets
import time
from pathlib import Path

ROOT = Path("/sys/fs/cgroup")
OWN = Path("/proc/self/cgroup")
CONTROLLERS = ("memory", "pids")
_MOVE = 'echo 0 > "$1" || exit 1; shift; exec "$@"'  # 0 stands for the writing process


def available() -> str:
    """Empty if rooms get a group of their own; else a sentence that says why not."""
    if _parent() is not None:
        return ""
    return (
        "no control group (cgroup v2 with memory and pids delegated to the grader); under systemd, "
        "`systemd-run --user --scope -p Delegate=yes autograder grade ...` gives one"
    )


class Group:
    """A room's group. ``memory``: bytes, resident and in scratch folders. ``processes``: including threads."""

    def __init__(self, folder: Path, memory: int, processes: int) -> None:
        self.folder = folder
        folder.mkdir()
        try:
            for name, value in (("memory.max", memory), ("pids.max", processes), ("memory.oom.group", 1)):
                (folder / name).write_text(f"{value}\n")
        except OSError:
            with contextlib.suppress(OSError):
                folder.rmdir()
            raise
        with contextlib.suppress(OSError):  # a kernel without swap has no such file
            (folder / "memory.swap.max").write_text("0\n")

    def command(self, command: list[str]) -> list[str]:
        """A command that moves itself into the group and then executes ``command``."""
        return ["/bin/sh", "-c", _MOVE, "sh", str(self.folder / "cgroup.procs"), *command]

    def take(self, process: int) -> None:
        """Move a process into the group, with all that it will start."""
        (self.folder / "cgroup.procs").write_text(f"{process}\n")

    @property
    def out_of_memory(self) -> bool:
        """Whether the kernel has killed a process of the group for exceeding its memory."""
        try:
            events = (self.folder / "memory.events").read_text().split()
        except OSError:
            return False
        return dict(zip(events[::2], events[1::2], strict=False)).get("oom_kill", "0") != "0"

    def close(self) -> None:
        """Kill the group's remaining processes, and remove the group."""
        with contextlib.suppress(OSError):  # kernels before 5.14 have no such file
            (self.folder / "cgroup.kill").write_text("1\n")
        for _ in range(100):
            try:
                self.folder.rmdir()
            except FileNotFoundError:
                return
            except OSError:  # its last processes have not ended yet
                time.sleep(0.02)
            else:
                return


def new_group(memory: int, processes: int) -> Group | None:
    """A new group, or ``None`` if none can be created; `available` says why."""
    parent = _parent()
    if parent is None:
        return None
    return Group(parent / f"autograder-{os.getpid()}-{secrets.token_hex(4)}", memory, processes)


@functools.cache
def _parent() -> Path | None:
    return find_parent(ROOT, OWN)


def find_parent(root: Path, own: Path) -> Path | None:
    """The folder below ``root`` in which groups can be created, or ``None``; ``own``: this process's /proc/self/cgroup."""
    try:
        lines = own.read_text().splitlines()
        path = next(line[3:] for line in lines if line.startswith("0::"))
        folder = root / path.lstrip("/")
        for candidate in (folder, folder.parent) if folder != root else (folder,):
            if _hands_down(candidate) and all(os.access(candidate / name, os.W_OK) for name in (".", "cgroup.procs")):
                return candidate
        if _is_delegated(folder) and set(CONTROLLERS) <= set((folder / "cgroup.controllers").read_text().split()):
            _hand_down(folder)
            return folder
    except (OSError, StopIteration):
        return None
    return None


def _hands_down(folder: Path) -> bool:
    return set(CONTROLLERS) <= set((folder / "cgroup.subtree_control").read_text().split())


def _is_delegated(folder: Path) -> bool:
    """Whether systemd has delegated the group to this user."""
    for name in ("user.delegate", "trusted.delegate"):
        with contextlib.suppress(OSError):
            if os.getxattr(folder, name) == b"1":
                return True
    return False


def _hand_down(folder: Path) -> None:
    leaf = folder / "grader"
    leaf.mkdir(exist_ok=True)
    for process in (folder / "cgroup.procs").read_text().split():
        with contextlib.suppress(ProcessLookupError):
            (leaf / "cgroup.procs").write_text(process)
    (folder / "cgroup.subtree_control").write_text(" ".join(f"+{name}" for name in CONTROLLERS))
