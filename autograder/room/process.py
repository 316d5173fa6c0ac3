"""A room: the guest's process, the frames to and from it, and what ends it.

One small interface (`Room`): open, request, close. Where the process runs is `bubblewrap`'s matter; what the answers mean is
`student`'s and `grade`'s. The guest is trusted in nothing: every wait has a limit on the room's clock (`watch`), every byte
one of its own.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import select
import socket
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

from ..errors import SandboxError
from ..files import PACKAGE
from ..gpu import libraries
from ..guest import wire
from ..model import Cause, CauseKind
from . import bubblewrap, cgroup, obstacles, watch
from .launch import FirstProcess, Launched, launch
from .limits import MIB
from .zygote import Zygote

_POLL = 0.1  # seconds between two looks at the clock
_NOTED = 300  # characters kept of a note
_TAKEN_APART = "a NumPy function was given an NDArray, which it takes apart, number by number"
_NOISE = 8_192  # bytes kept of what the guest's process prints before it is ready


class RoomDied(Exception):
    """The guest's session is gone: ``cause`` says how. Its ``words`` are what follows a subject: "ran out of time".

    ``noted``: what the guest has noted that may be the reason; empty if nothing.
    """

    def __init__(self, words: str, kind: CauseKind = CauseKind.DIED, noted: str = "") -> None:
        told = f"{words}; {noted}" if noted else words
        super().__init__(told)
        self.cause = Cause(kind, told)
        self.noted = noted


class Room(Protocol):
    """Where student code runs. One session at a time; after `RoomDied` the next ``start`` opens a fresh one."""

    @property
    def view(self) -> bubblewrap.View:
        """What the room sees of the host, and what it may use."""
        ...

    @property
    def spent(self) -> float:
        """Seconds that have passed on the room's clock: see `watch`."""
        ...

    def request(self, kind: str, body: Any, seconds: float) -> wire.Frame:
        """Send one request and wait for its answer, for so many seconds of the room's clock.

        Raises
        ------
        RoomDied
            The session ended instead: the student's fault.
        SandboxError
            The room could not be opened, or no longer be watched: ours.
        """
        ...

    def close(self) -> None: ...


class Zygotes(Protocol):
    """Where a room's first process may come from, instead of being started anew."""

    def zygote(self, view: bubblewrap.View) -> Zygote | None:
        """One whose rooms can be of ``view``; ``None`` where there is none."""
        ...

    def lose(self, zygote: Zygote, error: SandboxError) -> None:
        """To be told that it could make no room."""
        ...


class ProcessRoom:
    """A room in another process, behind bubblewrap unless its view is not ``walled`` (a student's own machine)."""

    def __init__(self, view: bubblewrap.View, *, zygotes: Zygotes | None = None) -> None:
        self._view = view
        self._zygotes = zygotes
        self._zygote: Zygote | None = None  # that has made the room which is open
        self._process: FirstProcess | None = None
        self._channel = -1  # a socket: requests go, replies come
        self._opened = contextlib.ExitStack()  # what is given back when the room is closed
        self._in_session = False
        self._awaited = self._receiving = False
        self._past = 0.0  # seconds that passed in rooms before this one
        self._guard: watch.Guard | None = None
        self._group: cgroup.Group | None = None

    def __enter__(self) -> Self:
        return self

    @property
    def view(self) -> bubblewrap.View:
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
        data = wire.encode(wire.Frame(number, kind, body))
        try:
            frame = self._ask(data, seconds, number)
        except RoomDied as death:
            fault = self._fault(death)
            self.close()
            raise fault from None
        except OSError as error:
            self.close()  # its answer, which nobody has read, is no one else's
            raise SandboxError(_with_remedy(f"the room could not be asked: {error}")) from error
        if frame.kind == "ended" and frame.id == 0:
            self._in_session = False
            if kind == "start":
                self.close()  # whatever answers so, the next start shall not meet it
            raise _death(frame.body)
        if frame.id != number or frame.kind not in (("done",) if kind == "start" else ("done", "value", "error")):
            self.close()
            raise RoomDied("sent bytes that are no answer")
        self._in_session = True
        return frame

    @property
    def spent(self) -> float:
        return self._past + (self._guard.seen[1] if self._guard is not None else 0.0)

    def close(self) -> None:
        """End everything in the room, now."""
        process, self._process, self._in_session = self._process, None, False
        guard, self._guard = self._guard, None
        if guard is not None:
            guard.end()
            self._past += guard.seen[1]
        if process is not None:
            process.end()
        self._group = None
        self._opened.close()
        if process is not None:
            process.wait()

    def _end_session(self) -> None:
        """Ask the session to end; a session that will not is ended with its room."""
        if self._process is None or not self._in_session:
            return
        self._in_session = False
        try:
            if self._ask(wire.encode(wire.Frame(1, "end", None)), 2).kind != "ended":
                self.close()
        except RoomDied:
            self.close()

    def _open(self) -> None:
        while self._zygotes is not None and (zygote := self._zygotes.zygote(self._view)) is not None:
            try:
                return self._open_by(zygote)
            except SandboxError as error:
                self._zygotes.lose(zygote, error)
        self._open_by(None)

    def _open_by(self, zygote: Zygote | None) -> None:
        self._zygote = zygote
        try:
            self._start_process(zygote)
            ready = self._ask(b"", self._view.limits.start_seconds)
        except (OSError, RuntimeError) as error:  # the latter where no further thread can be started
            self.close()
            raise SandboxError(_with_remedy(f"the room could not be opened: {error}")) from error
        except RoomDied as death:
            fault, noise = self._fault(death), self._noise()
            self.close()
            if isinstance(fault, SandboxError):
                raise fault from death
            said = f"the room could not be opened ({fault}): {noise or 'it said nothing'}"
            raise SandboxError(_with_remedy(said)) from death
        if ready.kind != "ready":
            self.close()
            raise SandboxError(f"the room opened with {ready.kind!r} instead of 'ready'")

    def _start_process(self, zygote: Zygote | None) -> None:
        """Start the guest's process. What it shares with this one is kept until `close`; what is its alone is given away."""
        with contextlib.ExitStack() as opened, contextlib.ExitStack() as passed:

            def kept(stack: contextlib.ExitStack, descriptor: int) -> int:
                stack.callback(os.close, descriptor)
                return descriptor

            # A pipe that its user has opened may be opened anew: a session could write into its own room's requests.
            ours, theirs = socket.socketpair()
            channel, inherited = kept(opened, ours.detach()), kept(passed, theirs.detach())
            group = None
            process: FirstProcess
            if self._view.walled:
                limits = self._view.limits
                group = cgroup.new_group(limits.room_memory + 2 * limits.scratch, limits.processes + 8)
                if group is not None:
                    opened.callback(group.close)
            if zygote is not None:
                process = zygote.start(self._view, inherited)
            elif self._view.walled:
                guest = bubblewrap.guest_command(bubblewrap.KIT, inherited, alone=True)
                process = launch(self._view, lambda _: guest, [inherited], group=group)
            else:
                command = bubblewrap.guest_command(str(PACKAGE), inherited, alone=False)
                cuda = libraries.environment(os.environ.get("LD_LIBRARY_PATH", ""))
                environment = {**os.environ, **cuda, "MPLBACKEND": "agg", "OMP_NUM_THREADS": "1"}
                process = Launched(command, environment, [inherited])
            assert process.stderr is not None
            opened.callback(process.stderr.close)
            self._opened, self._process, self._group = opened.pop_all(), process, group
        self._channel = channel
        os.set_blocking(channel, False)
        excess = self._view.limits.excess if self._view.walled else lambda used: None
        scratch = bubblewrap.SCRATCH if self._view.walled else ()
        if self._view.walled or Path("/proc/self/stat").exists():  # a student's own machine may have no /proc
            self._guard = watch.Guard(process.pid, scratch, excess, self._is_awaited, process.end)
        if zygote is not None and group is not None:  # with nothing but what the zygote has made of it
            group.take(process.pid)

    def _is_awaited(self) -> bool:
        """Whether somebody waits for the room, and not the room for somebody to read what it has sent.

        While a request is being sent nothing is read: whatever the guest has written by then waits for nobody.
        """
        if not self._receiving:
            return self._awaited
        poll = select.poll()
        poll.register(self._channel, select.POLLIN)
        return not poll.poll(0)

    def _ask(self, request: bytes, seconds: float, number: int = 0) -> wire.Frame:
        """Send a request and wait for a frame, for so many seconds of the room's clock.

        Before the answer to request ``number`` one note may come, which is told if time runs out.
        """
        allowance = _Allowance(self._guard, seconds)
        self._awaited = True
        noted = ""
        try:
            self._send(request, allowance)
            self._receiving = True
            frame = self._receive(allowance)
            if frame.kind == "note" and frame.id == number > 0:
                line = frame.body[:_NOTED] if isinstance(frame.body, str) else ""
                noted = f"{_TAKEN_APART} {' '.join(line.split())}".strip()
                frame = self._receive(allowance)
            return frame
        except RoomDied as death:
            if noted and death.cause.kind is CauseKind.TIMED_OUT:
                raise RoomDied(death.cause.words, death.cause.kind, noted) from death
            raise
        finally:
            self._awaited = self._receiving = False

    def _send(self, data: bytes, allowance: _Allowance) -> None:
        view = memoryview(data)
        while view:
            allowance.check()
            try:
                view = view[os.write(self._channel, view) :]
            except BlockingIOError:
                self._wait(select.POLLOUT)
            except ConnectionError:
                raise RoomDied("died") from None

    def _wait(self, event: int) -> None:
        """Wait until the channel is ready, or until the next look at the clock."""
        ready = select.poll()
        ready.register(self._channel, event)
        ready.poll(_POLL * 1000)

    def _receive(self, allowance: _Allowance) -> wire.Frame:
        def read(size: int) -> bytearray:
            parts = bytearray()
            while len(parts) < size:
                allowance.check()
                try:
                    data = os.read(self._channel, min(size - len(parts), 2**20))
                except BlockingIOError:
                    self._wait(select.POLLIN)
                    continue
                except ConnectionError:  # it ended without having read all
                    data = b""
                if not data:
                    raise RoomDied("died")
                parts += data
            return parts

        try:
            return wire.read_frame(read)
        except wire.WireError as error:
            raise RoomDied(f"sent bytes that cannot be read ({error})") from error

    def _fault(self, death: RoomDied) -> RoomDied | SandboxError:
        """A death as it is told: what the room used too much of, where that is how it ended; ours, where no one could watch, or
        where the zygote died, which takes its rooms with it.
        """
        if self._zygote is not None and not self._zygote.alive:
            return SandboxError("the room was ended, as its zygote had died")
        if self._guard is not None and self._guard.failure is not None:
            said = f"the room was ended, as it could not be watched any more: {self._guard.failure}"
            return SandboxError(_with_remedy(said))
        if self._guard is not None and self._guard.cause is not None:
            return RoomDied(self._guard.cause.words, self._guard.cause.kind)
        if self._group is not None and self._group.out_of_memory:
            most = self._view.limits.room_memory // MIB
            return RoomDied(f"used too much memory: at most {most} MiB")
        return death

    def _noise(self) -> str:
        """The last of what the room's process wrote to stderr, without waiting for more."""
        assert self._process is not None and self._process.stderr is not None
        os.set_blocking(self._process.stderr.fileno(), False)
        return (self._process.stderr.read(_NOISE) or b"").decode("utf-8", "replace").strip()[-500:]


def _with_remedy(said: str) -> str:
    """What went wrong, and what helps."""
    return ": ".join(filter(None, (said, obstacles.remedy(said))))


class _Allowance:
    """What one request may take of the room's clock, from the guard's first look on; of the wall's where nobody looks."""

    def __init__(self, guard: watch.Guard | None, seconds: float) -> None:
        self._guard = guard
        self._seconds = seconds
        self._looks = guard.seen[0] if guard is not None else 0
        self._start = None if guard is not None else time.monotonic()

    def check(self) -> None:
        """Raise `RoomDied` where it is used up."""
        looks, clock = self._guard.seen if self._guard is not None else (0, time.monotonic())
        if self._start is not None:
            if clock - self._start > self._seconds:
                raise RoomDied("ran out of time", CauseKind.TIMED_OUT)
        elif looks > self._looks:
            self._start = clock


def _death(body: Any) -> RoomDied:
    """What a session's exit status means. The status comes from the guest, so it may be anything."""
    status = body.get("status") if isinstance(body, dict) else None
    match status:
        case -24:
            return RoomDied("used up its processor time")
        case -9:
            return RoomDied("was killed (out of memory?)")
        case 255 | -11 | -7 | -6:  # MXNet's own handler turns a crash into 255
            return RoomDied("crashed the interpreter (an index out of bounds in an in-place operation can do this)")
        case int():
            return RoomDied(f"ended its own process (exit status {status})", CauseKind.ENDED)
    return RoomDied("ended its own process", CauseKind.ENDED)
