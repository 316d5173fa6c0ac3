"""The proxy of the student's functions: checks call them through it in the sandbox.

`student.softmax(X)` sends copies of its arguments and returns a copy of the result. Owns these calls, and the explanation of
a failed call. Must not know how a room works, nor how a check uses the answer.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NoReturn

import numpy as np

from ..guest import wire
from ..model import Cause, CauseKind
from . import bubblewrap
from .process import Room, RoomDied

Description = tuple[str, str, str, str]  # of an error: see `describe`
_MAX_REMEMBERED = 16 * 2**20  # bytes kept of one check's calls


class StudentRaised(Exception):
    """The student's code raised. ``name``: the exception's class; ``where``: lines of the student's cells.

    ``meaning``: what the error means, in place of its ``message``; empty if that is not known.

    Attributes
    ----------
    name, message, where : str
        The arguments of these names.
    summary : str
        A text that hidden checks may show, too: only the function and the exception's class.
    explained : bool
        Whether the text explains the error; then the check's hint about values is not shown.
    cause : Cause or None
        The cause to record in the report.
    unwritten : bool
        Whether it is what every call of the function under test raises, as that is not written yet.
    """

    explained = False
    cause: Cause | None = None
    unwritten = False

    def __init__(self, function: str, name: str, message: str, where: str, meaning: str = "") -> None:
        super().__init__(f"{function} raised {in_words(name, message, where, meaning)}")
        self.name = name
        self.message = message
        self.where = where
        self.summary = f"{function} raised {name}"
        self.explained = bool(meaning)
        if name == NotImplementedError.__name__:
            self.cause = Cause(CauseKind.NOT_WRITTEN)


class StudentDied(StudentRaised):
    """The call did not return: the process died, ran out of time, or sent bytes that cannot be read."""

    cause: Cause

    def __init__(self, function: str, cause: Cause) -> None:
        self.summary = f"{function} {cause.words}"
        Exception.__init__(self, self.summary)
        self.name = "TimeoutError" if cause.timeout else "Died"
        self.message, self.where = cause.words, ""
        self.cause = cause


@dataclass(frozen=True, eq=False)
class Call:
    """One completed request to the room: its arguments, and its outcome, a value or a `StudentRaised`."""

    kind: str
    function: str
    args: tuple[Any, ...]
    outcome: Any


class Student:
    """The proxy that checks use. Graded functions are attributes; each call is one request to the room.

    After a call that did not return, every later call raises the same `StudentDied` at once. So a check of many inputs waits
    for one time-out at most.

    ``stub``: the name of a function that is not written, and what each of its calls raises, as `describe` returns it. These
    calls need no request.
    """

    def __init__(
        self,
        room: Room,
        functions: frozenset[str],
        seconds: float,
        folders: Folders,
        end: float = math.inf,
        stub: tuple[str, Description] | None = None,
    ) -> None:
        self._room = room
        self.stub = stub
        self._functions = functions
        self._seconds = seconds
        self._folders = folders
        self._end = end  # when the submission's time is up, in seconds of the room's clock
        self.death: StudentDied | None = None
        self.calls: list[Call] = []
        self._remembered = 0  # bytes

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("_") or name not in self._functions:
            raise AttributeError(f"no graded function named {name!r}: there are {', '.join(sorted(self._functions))}")
        return lambda *args: self.call(name, *args)

    def call(self, function: str, *args: Any, seconds: float | None = None) -> Any:
        """Call a graded function positionally.

        The function gets arrays as mx.nd.NDArray of the same dtype. Returns plain values, and arrays as `wire.Tensor`.

        Raises
        ------
        StudentRaised
            The function raised.
        StudentDied
            It did not return within ``seconds`` of the room's clock (default: the limit of a call). This clock counts
            processor time and sleep, so other load on the machine does not matter.
        """
        return self._ask("call", function, args, seconds)

    def drive(self, function: str, *args: Any, seconds: float | None = None) -> Any:
        """Call a function of the suite's ``driver.py`` in the guest. Arguments, result and errors are as for `call`."""
        return self._ask("drive", function, args, seconds)

    def read(self, what: str, *names: str) -> Any:
        """Return arrays of the guest as they are now, to find out on the host what a call has changed.

        Parameters
        ----------
        what
            ``"arguments"``: the arrays among the arguments of the last `call` or `drive`, in order, also those inside lists
            and tuples. ``"gradients"``: their ``grad``, ``None`` for arrays without. ``"variables"``: the values of ``names``
            in the notebook.

        Raises
        ------
        StudentRaised
            A name is not defined, or an array cannot be read: MXNet may raise the error of an earlier call only now.
        """
        return self._ask("read", what, names, None)

    def ask(self, kind: str, function: str, *args: Any) -> Any:
        """Repeat a request: ``kind`` is ``"call"``, ``"drive"`` or ``"read"``. Results and errors are as for these."""
        return self._ask(kind, function, args, None)

    def share(self, name: str, array: np.ndarray[Any, Any]) -> wire.Shared:
        """Share a large array as a read-only memory-mapped file. Pass the returned handle to `drive`."""
        path = self._folders.host / f"{name}.npy"
        np.save(path, array, allow_pickle=False)
        path.chmod(0o644)
        return wire.Shared(f"{self._folders.guest}/{name}.npy")

    def training_data(self) -> tuple[wire.Shared, wire.Shared]:
        """Handles of the prepared training images (uint8, (n, 28, 28)) and labels (uint8, (n,))."""
        return tuple(wire.Shared(f"{self._folders.data}/{name}.npy") for name in ("train_images", "train_labels"))  # type: ignore[return-value]

    def _remember(self, call: Call) -> None:
        """Keep a call for the diagnosis, until the calls exceed 16 MiB: a thousand answers of 64 MiB must not fill memory.

        Reads of the notebook's variables are not kept, as these depend on other cells than the function's own.
        """
        if (call.kind, call.function) == ("read", "variables"):
            return
        self._remembered += _size(call.outcome) + _size(call.args)
        if self._remembered <= _MAX_REMEMBERED:
            self.calls.append(call)

    def _ask(self, kind: str, function: str, args: tuple[Any, ...], seconds: float | None) -> Any:
        if self.death is not None:
            raise self.death
        name = function if kind == "call" else "your code"
        if self.stub is not None and (kind, function) == ("call", self.stub[0]):
            self._raise(Call(kind, function, args, None), name, self.stub[1])
        body = {"function": function, "args": list(args)}
        left = self._end - self._room.spent
        if left <= 0:
            words = "was not called: the submission had used up its time"
            self.death = StudentDied(name, Cause(CauseKind.TIME_USED_UP, words))
            raise self.death
        limit = self._seconds if seconds is None else seconds
        try:
            answer = self._room.request(kind, body, min(left, limit))
        except RoomDied as death:
            question = "" if death.noted else "; is there a loop that does not end?"
            how_long = (
                f" (one call may compute for {limit:g} s{question})"
                if death.cause.kind is CauseKind.TIMED_OUT and limit < left
                else ""
            )
            self.death = StudentDied(name, replace(death.cause, words=death.cause.words + how_long))
            raise self.death from None
        if answer.kind != "error":
            self._remember(Call(kind, function, args, answer.body))
            return answer.body
        self._raise(Call(kind, function, args, None), name, describe(answer.body))

    def _raise(self, call: Call, name: str, described: Description) -> NoReturn:
        raised = StudentRaised(name, *described)
        raised.unwritten = self.stub is not None and described == self.stub[1]
        self._remember(replace(call, outcome=raised))
        raise raised


def _size(value: Any) -> int:
    """The approximate size of a value in memory, in bytes."""
    match value:
        case wire.Tensor() | wire.AsNumpy():
            return int(value.values.nbytes)
        case np.ndarray():
            return int(value.nbytes)
        case list() | tuple():
            return 64 + sum(map(_size, value))
        case dict():
            return 64 + sum(map(_size, value.values()))
        case str():
            return len(value)
    return 64


class Folders:
    """Paths of shared arrays: ``host`` is the host's folder, ``guest`` the same folder as the guest sees it.

    ``data`` is the folder of the training data as the guest sees it.
    """

    def __init__(self, host: Path, guest: str, data: str) -> None:
        self.host, self.guest, self.data = host, guest, data

    @classmethod
    def of(cls, view: bubblewrap.View) -> Folders:
        if view.walled:
            return cls(view.shared, bubblewrap.SHARED, bubblewrap.DATA)
        return cls(view.shared, str(view.shared), str(view.data))


def describe(body: Any) -> Description:
    """An error's class, message, lines and meaning, as strings of limited length. ``body`` comes from the guest: it may be
    anything.
    """
    fields = body if isinstance(body, dict) else {}
    name, *texts = (str(fields.get(key, ""))[:3000] for key in ("name", "message", "where", "meaning"))
    message, where, meaning = texts
    return name[:200] or "Exception", message, where, meaning


def in_words(name: str, message: str, where: str, meaning: str = "") -> str:
    """An exception as text for the student: ``ValueError: bad shape``, or its meaning; then the lines that raised it."""
    told = meaning or message
    return (f"{name}: {told}" if told else name) + (f"\n{where}" if where else "")
