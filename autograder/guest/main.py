"""The room's first process: imports once, says `ready`, then forks one session after another and buries each.

Reads requests from a socket and writes replies to it (its number is in argv). Then comes ``alone`` where it stands behind the
wall, with nothing but its own sessions to kill, and after it the folders that these can write to, which it
empties. In a warm room the import is the zygote's, and this begins with `live`. It holds nothing secret; whatever student
code does to it costs that student's submission alone.
"""

from __future__ import annotations

import contextlib
import ctypes
import functools
import gc
import logging
import os
import resource
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NoReturn

from . import wire
from .framework import watch_numpy
from .session import Session, describe, where

_NOTE = 200  # characters of a note
_PR_SET_DUMPABLE = 4  # <linux/prctl.h>


def main(argv: list[str]) -> None:
    channel, alone = int(argv[1]), argv[2] == "alone"
    prepare()
    if alone:
        set_dumpable(False)  # a session's process cannot read or trace this one
    live(channel, argv[3:] if alone else None)


def prepare() -> None:
    """What takes a second, so that every forked session has it at once; the rest is imported with this module."""
    _shell()
    gc.collect()
    gc.freeze()  # what is there now stays: a session's collector would look through it, and copy each of its pages
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # which a namespace's first process never gets from inside


def close_stderr() -> None:
    """To be called where nobody reads it from here on: a full pipe would wait."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, sys.stderr.fileno())
    os.close(nothing)


def live(channel: int, scratch: list[str] | None) -> NoReturn:
    """Say `ready`, then serve one session after another. ``scratch``: the folders that are emptied between them; ``None``
    where this process does not stand alone.
    """
    os.set_inheritable(channel, False)
    close_stderr()
    _send(channel, wire.Frame(0, "ready", None))
    while True:
        request = wire.read_frame(lambda size: _read(channel, size))
        if request.kind != "start":  # the session this was meant for is gone
            continue
        child = os.fork()
        if child == 0:
            with contextlib.suppress(BaseException):
                _serve(request, channel)
            os._exit(1)
        status = _wait_for(child)
        clean = True
        if scratch is not None:  # in a room; elsewhere this would end every process of the person
            _end_all_others()
            clean = _emptied(scratch)
        _reap()
        _send(channel, wire.Frame(0, "ended", {"status": os.waitstatus_to_exitcode(status)}))
        if not clean:
            os._exit(0)  # the next session gets a room of its own


def _end_all_others() -> None:
    """End whatever the session left behind, until none of it is there; spares this process, the namespace's first."""
    with contextlib.suppress(ProcessLookupError, PermissionError, ChildProcessError):
        while True:
            os.kill(-1, signal.SIGKILL)
            os.waitpid(-1, 0)


def _emptied(folders: list[str]) -> bool:
    """Empty the folders, so that each session finds them as the first one did; false where something withstands."""
    with contextlib.suppress(OSError, RecursionError):
        for folder in folders:
            _empty(folder, os.stat(folder).st_dev)
        return True
    return False


def _empty(folder: str, device: int) -> bool:
    """Remove what is in a folder, but nothing that is mounted there, as a kit in /tmp is. Says whether nothing is left."""
    whole = True
    for left in list(os.scandir(folder)):
        if left.stat(follow_symlinks=False).st_dev != device:
            whole = False
        elif not left.is_dir(follow_symlinks=False):
            os.unlink(left.path)
        else:
            os.chmod(left.path, 0o700)  # a closed one can be entered now
            if _empty(left.path, device):
                os.rmdir(left.path)
            else:
                whole = False
    return whole


def _serve(start: wire.Frame, channel: int) -> None:
    """A session's whole life, in its own process."""
    set_dumpable(True)
    _limit(start.body["limits"])
    session = Session(_shell().user_ns, start.body["driver"], _shell())
    session.seed(start.body["seed"], at_once=True)
    _send(channel, wire.Frame(start.id, "done", None))
    note = _Note(channel)
    watch_numpy(note)
    while True:
        request = wire.read_frame(lambda size: _read(channel, size))
        if request.kind == "end":
            os._exit(0)
        note.about = request.id
        answer = _answer(session, request)
        note.about = 0
        _send(channel, answer)


class _Note:
    """Sends one note for each request: where NumPy was given an NDArray. If no answer comes, that may be the reason.

    ``about``: the request's id; 0 if none is being answered. Only this process's main thread sends: two would mix their bytes.
    """

    def __init__(self, channel: int) -> None:
        self._channel, self._process, self.about = channel, os.getpid(), 0

    def __call__(self) -> None:
        if self.about and threading.get_native_id() == self._process:
            number, self.about = self.about, 0
            _send(self._channel, wire.Frame(number, "note", where()[:_NOTE]))


def _answer(session: Session, request: wire.Frame) -> wire.Frame:
    body = request.body
    try:
        match request.kind:
            case "run":
                return wire.Frame(request.id, "done", session.run(**body))
            case "instruct":
                return wire.Frame(request.id, "done", session.instruct(**body))
            case "replace":
                session.replace(**body)
                return wire.Frame(request.id, "done", None)
            case "capture":
                return wire.Frame(request.id, "done", session.capture(**body))
            case "check":
                session.check(**body)
                return wire.Frame(request.id, "done", None)
            case "exchange":
                session.exchange(**body)
                return wire.Frame(request.id, "done", None)
            case "call":
                return wire.Frame(request.id, "value", session.call(body["function"], body["args"]))
            case "drive":
                return wire.Frame(request.id, "value", session.drive(body["function"], body["args"]))
            case "read":
                return wire.Frame(request.id, "value", session.read(body["function"], body["args"]))
            case _:
                raise wire.WireError(f"unknown request {request.kind}")
    except BaseException as error:  # the student's, whatever its class: SystemExit and KeyboardInterrupt too
        return wire.Frame(request.id, "error", describe(error))


@functools.cache
def _shell() -> Any:
    """IPython's shell with neither a terminal nor a kernel around it, in which a session runs its cells."""
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    logging.disable(logging.WARNING)
    warnings.simplefilter("ignore")
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    config.InteractiveShell.xmode = "Plain"

    class Shell(InteractiveShell):
        def enable_gui(self, gui: object = None) -> None:
            """Asked by ``%matplotlib inline``: there is no window system to wait for."""

        def ask_exit(self) -> None:
            """Asked by ``exit()``: the cells after it run all the same."""

        after_statement: Callable[[], None]

        async def run_code(self, *arguments: Any, **options: Any) -> Any:
            """IPython runs a cell's statements one by one; the session looks at what each has left."""
            failed = await super().run_code(*arguments, **options)  # type: ignore[no-untyped-call]
            self.after_statement()
            return failed

        @contextlib.contextmanager
        def _tee(self, channel: str) -> Iterator[None]:
            """IPython 9 keeps every piece of text that is printed, for a history that nobody reads: 15 microseconds each."""
            yield

    shell = Shell.instance(config=config)
    shell.displayhook.write_output_prompt = lambda: None  # type: ignore[method-assign]  # cells have no numbers here: every prompt would be Out[0]
    shell.after_statement = lambda: None
    shell.run_cell("pass", store_history=False)  # type: ignore[no-untyped-call]  # the first cell takes 4 ms longer
    return shell


def _limit(limits: Mapping[str, int]) -> None:
    """Set the session's own limits, hard ones: they cannot be raised again. Those of the machine may be lower already."""
    for name, value in limits.items():
        _, most = resource.getrlimit(getattr(resource, name))
        if most != resource.RLIM_INFINITY and most <= value:
            resource.setrlimit(getattr(resource, name), (most, most))
            continue
        # Where both are equal the kernel kills at once, and nobody can tell why; a second later it first sends SIGXCPU.
        resource.setrlimit(getattr(resource, name), (value, value + (name == "RLIMIT_CPU")))


def set_dumpable(flag: bool) -> None:
    with contextlib.suppress(AttributeError):  # where a student's own machine is no Linux
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, int(flag), 0, 0, 0)


def _wait_for(child: int) -> int:
    """The child's status, once it has ended; as a namespace's first process, this one inherits all orphans and buries them."""
    while True:
        process, status = os.wait()
        if process == child:
            return status


def _reap() -> None:
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _read(descriptor: int, size: int) -> bytearray:
    data = bytearray(size)
    left = memoryview(data)
    while left:
        number = os.readv(descriptor, [left])
        if not number:
            os._exit(0)  # the host has gone
        left = left[number:]
    return data


def _send(descriptor: int, frame: wire.Frame) -> None:
    try:
        data = memoryview(wire.encode(frame))
    except wire.WireError as error:
        data = memoryview(wire.encode(wire.Frame(frame.id, "error", describe(error))))
    while data:
        data = data[os.write(descriptor, data) :]


if __name__ == "__main__":
    main(sys.argv)
