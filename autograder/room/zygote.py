"""The host's side of a zygote: started, asked for the first processes of rooms, and ended.

`autograder.guest.zygote` states the protocol. A zygote runs no student code, so what it says is believed; but it may die, and
whoever asks it has another way. Must not know sessions, nor which rooms are warm.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from ..errors import SandboxError
from . import bubblewrap
from .launch import Launched, launch

_START_SECONDS = 300.0  # of the wall's clock, until MXNet is imported on the busiest machine
_ANSWER_SECONDS = 60.0


class Zygote:
    """A process behind the wall that has imported MXNet. Each of its rooms has its own folder in ``view.shared``.

    Raises
    ------
    SandboxError
        It does not start.
    """

    def __init__(self, view: bubblewrap.View) -> None:
        self.rooms = 0  # that are open
        self._shared = view.shared
        self._binds = bubblewrap.read_only(view)
        self._shown, self._masked = _shown_and_masked(view)
        self._lock = threading.Lock()
        self._process, self._socket = _start(view)
        try:
            said, _ = self._receive(_START_SECONDS)
            if said != {"ready": True}:
                raise SandboxError(f"it began with {said}")
        except SandboxError as error:
            self._process.end()
            words = self._stderr.read(8_192).decode("utf-8", "replace").strip()[-500:]
            self.close()
            raise SandboxError(f"the zygote does not start: {words or error}") from error

    @property
    def alive(self) -> bool:
        """Whether it holds its end of the socket."""
        if self._socket.fileno() < 0:
            return False  # closed here
        hung_up = select.poll()
        hung_up.register(self._socket, 0)
        return not hung_up.poll(0)

    def shows(self, view: bubblewrap.View) -> bool:
        """Whether it sees all that a room of ``view`` shall see, and nothing that is to be masked there."""
        shown, masked = _shown_and_masked(view)
        return shown <= self._shown and masked <= self._masked

    def start(self, view: bubblewrap.View, channel: int) -> WarmProcess:
        """Make the first process of a room, which reads requests from the socket ``channel`` and writes replies to it.

        Raises
        ------
        SandboxError
            The zygote has died, or the kernel does not let it.
        """
        order = {
            "folder": bubblewrap.SCRATCH[-1],
            "scratch": bubblewrap.SCRATCH,
            "size": view.limits.scratch,
            "kept": self._below_scratch(),
            "shared": (bubblewrap.SHARED, f"{bubblewrap.SHARED}/{view.shared.relative_to(self._shared)}"),
            "hidden": sorted(self._binds.keys() - bubblewrap.read_only(view).keys()),
        }
        with contextlib.ExitStack() as opened, contextlib.ExitStack() as passed:
            errors, errors_in = os.pipe()
            opened.callback(os.close, errors)
            passed.callback(os.close, errors_in)
            said, descriptors = self._ask({"make": order}, [channel, errors_in])
            if len(descriptors) != 1:
                raise SandboxError(f"the zygote could not make a room: {said.get('failed', said)}")
            opened.callback(os.close, descriptors[0])
            process = WarmProcess(descriptors[0], errors, lambda: self._bury(said["made"]))
            opened.pop_all()
            self.rooms += 1
            return process

    def close(self) -> None:
        """End it, and with it all of its rooms."""
        self._process.end()
        self._process.wait()
        self._stderr.close()
        self._socket.close()

    @property
    def _stderr(self) -> IO[bytes]:
        assert self._process.stderr is not None
        return self._process.stderr

    def _below_scratch(self) -> list[str]:
        """What the zygote sees below folders that a room has anew: an interpreter in /tmp, say."""
        below = [path for path in self._binds if any(path.startswith(f"{folder}/") for folder in bubblewrap.SCRATCH)]
        return [path for path in below if not any(path.startswith(f"{other}/") for other in below)]

    def _ask(self, request: dict[str, Any], descriptors: list[int]) -> tuple[dict[str, Any], list[int]]:
        with self._lock:
            try:
                socket.send_fds(self._socket, [json.dumps(request).encode()], descriptors)
                return self._receive(_ANSWER_SECONDS)
            except OSError as error:
                raise SandboxError(f"the zygote has died: {error}") from error
            except BaseException:
                self._socket.close()  # an answer that nobody has read would be taken for the next order's
                raise

    def _receive(self, seconds: float) -> tuple[dict[str, Any], list[int]]:
        self._socket.settimeout(seconds)
        try:
            data, descriptors, _, _ = socket.recv_fds(self._socket, 65_536, 1, socket.MSG_CMSG_CLOEXEC)
        except OSError as error:
            raise SandboxError(f"the zygote did not answer: {error}") from error
        if not data:
            raise SandboxError("the zygote has died")
        return json.loads(data), descriptors

    def _bury(self, number: int) -> None:
        """Have a room's first process reaped, which has ended."""
        self.rooms -= 1
        with self._lock, contextlib.suppress(OSError):  # with a zygote that has died its rooms have gone, too
            self._socket.send(json.dumps({"bury": number}).encode())


class WarmProcess:
    """The first process of a room that a zygote has made. See `launch.FirstProcess`."""

    def __init__(self, pidfd: int, errors: int, bury: Callable[[], None]) -> None:
        self.pid = _number(pidfd)
        self.stderr: IO[bytes] | None = os.fdopen(errors, "rb")
        self._pidfd = pidfd  # -1 once it is closed: its number may be another file's then
        self._lock = threading.Lock()
        self._bury = bury

    def end(self) -> None:
        with self._lock, contextlib.suppress(ProcessLookupError):
            if self._pidfd >= 0:
                signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)

    def wait(self) -> None:
        try:
            ended = select.poll()
            ended.register(self._pidfd, select.POLLIN)
            ended.poll()
        finally:  # also where Ctrl-C interrupts the waiting: the process has been killed, and ends soon
            with self._lock:
                os.close(self._pidfd)
                self._pidfd = -1
            self._bury()


def _start(view: bubblewrap.View) -> tuple[Launched, socket.socket]:
    with contextlib.ExitStack() as opened, contextlib.ExitStack() as passed:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        opened.callback(ours.close)
        passed.callback(theirs.close)
        inherited = theirs.fileno()
        process = launch(
            view, lambda filter_in: bubblewrap.zygote_command(inherited, filter_in), [inherited], nests=True
        )
        opened.pop_all()
        return process, ours


_Files = set[tuple[str, tuple[int, int] | None]]


def _shown_and_masked(view: bubblewrap.View) -> tuple[_Files, _Files]:
    """What a room of ``view`` sees, but for its shared folder, and what is masked there: paths, each with its file of today."""
    binds = bubblewrap.read_only(view)
    masked = bubblewrap.masked(binds, view.secrets)
    shown = {(inside, _file(path)) for inside, path in binds.items() if inside != bubblewrap.SHARED}
    return shown, {(str(path), _file(path)) for path in masked}


def _file(path: str | Path) -> tuple[int, int] | None:
    """Which file stands behind a path: one that was replaced is another, and one that is gone is none."""
    with contextlib.suppress(OSError):
        status = os.stat(path)
        return status.st_dev, status.st_ino
    return None


def _number(pidfd: int) -> int:
    """The process's number, as the kernel writes it for whoever reads."""
    with open(f"/proc/self/fdinfo/{pidfd}") as file:
        return int(next(line.split()[1] for line in file if line.startswith("Pid:")))
