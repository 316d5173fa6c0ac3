"""Starts a process behind the wall, by bubblewrap, or beside it on a student's own machine.

Owns what such a process inherits. Must not know what it does, nor what is said to it.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from typing import IO, Protocol

from . import bubblewrap, cgroup, seccomp


class FirstProcess(Protocol):
    """A room's first process. Its number is no one else's until it has been waited for."""

    pid: int  # in the host's numbers
    stderr: IO[bytes] | None

    def end(self) -> None:
        """Kill it, and with it everything in its room."""
        ...

    def wait(self) -> object: ...


class Launched(subprocess.Popen[bytes]):
    """The process that was started here, in a process group of its own."""

    def __init__(self, command: list[str], environment: Mapping[str, str], inherited: Sequence[int]) -> None:
        # Opened here: before Python 3.11.4, Popen leaves its own open where a later descriptor cannot be had.
        with open(os.devnull, "r+b", buffering=0) as nothing:
            super().__init__(
                command,
                stdin=nothing,
                stdout=nothing,
                stderr=subprocess.PIPE,
                pass_fds=inherited,
                env=environment,
                cwd="/",
                start_new_session=True,  # a guest that kills its group must not find the grader in it
            )

    def end(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)


def launch(
    view: bubblewrap.View,
    guest: Callable[[int], list[str]],
    inherited: Sequence[int],
    *,
    group: cgroup.Group | None = None,
    nests: bool = False,
) -> Launched:
    """Run a command behind the wall, in ``group``, with the descriptors ``inherited``; ``nests`` as for `room_command`.

    ``guest`` makes the command, from the descriptor of the compiled system call filter.
    """
    with contextlib.ExitStack() as passed:
        # Files, not pipes: how much a pipe holds hangs on how many pipes this user's rooms have opened.
        options_in, filter_in = (_in_memory(passed, name) for name in ("options", "filter"))
        command, options = bubblewrap.room_command(view, options_in, filter_in, guest(filter_in), nests=nests)
        _fill(options_in, b"".join(os.fsencode(option) + b"\0" for option in options))
        if not seccomp.available():
            _fill(filter_in, seccomp.compiled())
        # Shown to all inside as the first process's environment. What root starts first needs a path.
        environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"} if os.geteuid() == 0 else {}
        if group is not None:
            command = group.command(command)
        return Launched(command, environment, [*inherited, options_in, filter_in])


def _in_memory(stack: contextlib.ExitStack, name: str) -> int:
    """The descriptor of a file without a name, closed with ``stack``."""
    descriptor = os.memfd_create(name)
    stack.callback(os.close, descriptor)
    return descriptor


def _fill(descriptor: int, data: bytes) -> None:
    """Write all of ``data`` to a file without a name, and go back to its beginning for whoever reads it."""
    with open(descriptor, "wb", closefd=False) as file:
        file.write(data)
    os.lseek(descriptor, 0, os.SEEK_SET)
