"""A room: the guest's process, the frames to and from it, and the clock that ends it.

One small interface (`Room`): open, request, close. Where the process runs is `sandbox`'s matter; what the answers mean is
`student`'s and `grading`'s. The guest is trusted in nothing: every wait has a deadline, every byte a limit.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import selectors
import signal
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

from . import cgroup, cuda, sandbox, seccomp, watch
from .errors import SandboxError
from .guest import wire
from .phrases import ENDED, OUT_OF_TIME

_NOISE = 8_192  # bytes kept of what the guest's process prints before it is ready


class RoomDied(Exception):
    """The guest's session is gone. ``reason`` says how, for people, as what follows a subject: "ran out of time"."""

    def __init__(self, reason: str, *, timeout: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.timeout = timeout


class Room(Protocol):
    """Where student code runs. One session at a time; after `RoomDied` the next ``start`` opens a fresh one."""

    def request(self, kind: str, body: Any, seconds: float) -> wire.Frame:
        """Send one request and wait for its answer.

        Raises
        ------
        RoomDied
            The session ended instead: the student's fault.
        SandboxError
            The room could not be opened: ours.
        """
        ...

    def close(self) -> None: ...


class ProcessRoom:
    """A room in a child process, behind bubblewrap unless ``walled`` is false (a student's own machine)."""

    def __init__(self, view: sandbox.View, *, walled: bool = True) -> None:
        self._view = view
        self._walled = walled
        self._process: subprocess.Popen[bytes] | None = None
        self._requests = self._replies = -1
        self._in_session = False
        self._guard: watch.Guard | None = None
        self._group: cgroup.Group | None = None

    def __enter__(self) -> Self:
        return self

    @property
    def view(self) -> sandbox.View:
        """What the room sees of the host."""
        return self._view

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def request(self, kind: str, body: Any, seconds: float) -> wire.Frame:
        if kind == "start":
            self._end_session()
            if self._process is None:
                self._open()
        elif self._process is None or not self._in_session:
            raise RoomDied("had already ended")
        number = secrets.randbits(62) + 1  # not to be guessed: an answer written in advance fits no request
        deadline = time.monotonic() + seconds
        try:
            self._send(wire.encode(wire.Frame(number, kind, body)), deadline)
            frame = self._receive(deadline)
        except RoomDied as death:
            excess = self._excess()
            self.close()
            raise (RoomDied(excess, timeout="time" in excess) if excess else death) from None
        if frame.kind == "ended" and frame.id == 0:
            self._in_session = False
            if kind == "start":
                self.close()  # whatever answers so, the next start shall not meet it
            raise RoomDied(_reason(frame.body))
        if frame.id != number or frame.kind not in (("done",) if kind == "start" else ("done", "value", "error")):
            self.close()
            raise RoomDied("sent bytes that are no answer")
        self._in_session = True
        return frame

    def close(self) -> None:
        """End everything in the room, now."""
        process, self._process, self._in_session = self._process, None, False
        guard, self._guard = self._guard, None
        group, self._group = self._group, None
        if guard is not None:
            guard.end()
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # its own group: see start_new_session
        if group is not None:
            group.close()
        if process is None:
            return
        for descriptor in (self._requests, self._replies):
            os.close(descriptor)
        if process.stderr is not None:
            process.stderr.close()
        process.wait()

    def _end_session(self) -> None:
        """Ask the session to end; a session that will not is ended with its room."""
        if self._process is None or not self._in_session:
            return
        self._in_session = False
        deadline = time.monotonic() + 2
        try:
            self._send(wire.encode(wire.Frame(1, "end", None)), deadline)
            if self._receive(deadline).kind != "ended":
                self.close()
        except RoomDied:
            self.close()

    def _open(self) -> None:
        requests_in, self._requests = os.pipe()
        self._replies, replies_out = os.pipe()
        # Files, not pipes: how much a pipe holds hangs on how many pipes this user's rooms have opened.
        options_in, filter_in = os.memfd_create("options"), os.memfd_create("filter")
        try:
            if self._walled:
                guest = sandbox.guest_command(sandbox.KIT, requests_in, replies_out, alone=True)
                command, options = sandbox.room_command(self._view, options_in, filter_in, guest)
                # Shown to all inside as the first process's environment. What root starts first needs a path.
                environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"} if os.geteuid() == 0 else {}
                _fill(options_in, b"".join(os.fsencode(option) + b"\0" for option in options))
                if not seccomp.available():
                    _fill(filter_in, seccomp.compiled())
                limits = self._view.limits
                self._group = cgroup.new_group(limits.room_memory + 2 * limits.scratch, limits.processes + 8)
                if self._group is not None:
                    command = self._group.command(command)
            else:
                command = sandbox.guest_command(str(Path(__file__).parent), requests_in, replies_out, alone=False)
                libraries = cuda.environment(os.environ.get("LD_LIBRARY_PATH", ""))
                environment = {**os.environ, **libraries, "MPLBACKEND": "agg", "OMP_NUM_THREADS": "1"}
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                pass_fds=(requests_in, replies_out, options_in, filter_in),
                env=environment,
                cwd="/",
                start_new_session=True,  # a guest that kills its group must not find the grader in it
            )
        except OSError as error:
            raise SandboxError(f"the room could not be opened: {error}") from error
        finally:
            for descriptor in (requests_in, replies_out, options_in, filter_in):
                os.close(descriptor)
            if self._process is None:
                os.close(self._requests)
                os.close(self._replies)
                self.close()
        os.set_blocking(self._requests, False)
        os.set_blocking(self._replies, False)
        if self._walled:
            self._guard = watch.Guard(self._process.pid, sandbox.SCRATCH, self._view.limits.excess)
        try:
            ready = self._receive(time.monotonic() + self._view.limits.start_seconds)
        except RoomDied as error:
            reason, noise = self._excess() or error.reason, self._noise()
            self.close()
            raise SandboxError(
                f"the room could not be opened ({reason}): {noise or 'it said nothing'}; see: autograder doctor"
            ) from error
        if ready.kind != "ready":
            self.close()
            raise SandboxError(f"the room opened with {ready.kind!r} instead of 'ready'")

    def _send(self, data: bytes, deadline: float) -> None:
        view = memoryview(data)
        with selectors.DefaultSelector() as selector:
            selector.register(self._requests, selectors.EVENT_WRITE)
            while view:
                if not selector.select(_left(deadline)):
                    raise RoomDied(OUT_OF_TIME, timeout=True)
                try:
                    view = view[os.write(self._requests, view) :]
                except BlockingIOError:
                    continue
                except BrokenPipeError:
                    raise RoomDied("died") from None

    def _receive(self, deadline: float) -> wire.Frame:
        with selectors.DefaultSelector() as selector:
            selector.register(self._replies, selectors.EVENT_READ)

            def read(size: int) -> bytes:
                parts = bytearray()
                while len(parts) < size:
                    if not selector.select(_left(deadline)):
                        continue
                    try:
                        data = os.read(self._replies, min(size - len(parts), 2**20))
                    except BlockingIOError:
                        continue
                    if not data:
                        raise RoomDied("died")
                    parts += data
                return bytes(parts)

            try:
                return wire.read_frame(read)
            except wire.WireError as error:
                raise RoomDied(f"sent bytes that cannot be read ({error})") from error

    def _excess(self) -> str:
        """What the room used too much of, where that is how it ended."""
        if self._guard is not None and self._guard.reason:
            return self._guard.reason
        if self._group is not None and self._group.out_of_memory:
            return f"used too much memory: at most {self._view.limits.room_memory // sandbox.MIB} MiB"
        return ""

    def _noise(self) -> str:
        """The last of what the room's process wrote to stderr, without waiting for more."""
        assert self._process is not None and self._process.stderr is not None
        os.set_blocking(self._process.stderr.fileno(), False)
        return (self._process.stderr.read(_NOISE) or b"").decode("utf-8", "replace").strip()[-500:]


def _fill(descriptor: int, data: bytes) -> None:
    """Write all of ``data`` to a file without a name, and go back to its beginning for whoever reads it."""
    with open(descriptor, "wb", closefd=False) as file:
        file.write(data)
    os.lseek(descriptor, 0, os.SEEK_SET)


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise RoomDied(OUT_OF_TIME, timeout=True)
    return left


def _reason(body: Any) -> str:
    """What a session's exit status means. The status comes from the guest, so it may be anything."""
    status = body.get("status") if isinstance(body, dict) else None
    match status:
        case -24:
            return "used up its processor time"
        case -9:
            return "was killed (out of memory?)"
        case 255 | -11 | -7 | -6:  # MXNet's own handler turns a crash into 255
            return "crashed the interpreter (an index out of bounds in an in-place operation can do this)"
        case int():
            return f"{ENDED} (exit status {status})"
    return ENDED
