"""The student, as a check sees them: graded functions that are called through the wall.

`student.softmax(X)` sends copies in and returns copies. Owns the calling and what a failed call means; must not know how a
room works, nor what a check makes of the answer.
"""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from ..guest import wire
from ..model import Cause, CauseKind
from . import bubblewrap
from .process import Room, RoomDied

# Where in MXNet's own source an error arose, which its message begins with: no line that a student can look at.
_FOREIGN_FRAMES = re.compile(r'\ATraceback \(most recent call last\):\n(?:  File "[^"\n]*", line \d+\n)+')
# And the manual of an operator, at the end of a message about one argument.
_FOREIGN_MANUAL = re.compile(r", Possible Arguments:\n-+\n.*\Z", re.DOTALL)
_MAX_REMEMBERED = 16 * 2**20  # bytes of one check's calls


class StudentRaised(Exception):
    """The student's code raised. ``name``: the exception's class; ``where``: lines of the student's cells.

    Attributes
    ----------
    name, message : str
        As given.
    summary : str
        What a hidden check may tell: the function and the exception's class.
    explained : bool
        Whether it says what the error means: then a hint about values would only mislead.
    cause : Cause or None
        What a report says of it beside the words.
    """

    explained = False
    cause: Cause | None = None

    def __init__(self, function: str, name: str, message: str, where: str) -> None:
        super().__init__(f"{function} raised {in_words(name, message, where)}")
        self.name = name
        self.message = message
        self.summary = f"{function} raised {name}"
        self.explained = _meaning(name, message, where) is not None
        if name == NotImplementedError.__name__:
            self.cause = Cause(CauseKind.NOT_WRITTEN)


class StudentDied(StudentRaised):
    """The call did not come back: the process died, ran out of time, or answered garbage."""

    cause: Cause

    def __init__(self, function: str, cause: Cause) -> None:
        self.summary = f"{function} {cause.words}"
        Exception.__init__(self, self.summary)
        self.name = "TimeoutError" if cause.timeout else "Died"
        self.message = cause.words
        self.cause = cause


@dataclass(frozen=True)
class _Meaning:
    """What to tell beside an error: a fact or a question, never a guess said as a fact.

    ``pattern`` is looked for in class, message and place, as `in_words` puts them. ``instead``: the error's own message
    would send the student the wrong way, and is left out.
    """

    pattern: str
    sentence: str
    instead: bool = False


_PYTHON = f"This is Python {sys.version_info.major}.{sys.version_info.minor}"  # the room's is the same
_NUMPY = "NumPy's functions take an NDArray apart, number by number: use those of mx.nd."
# MXNet, NumPy and Python tell errors of one class apart by their words alone. A student who fakes these gets a sentence that
# does not help, and nothing else. The first that is found is told.
_MEANINGS = (
    _Meaning(
        "can only accept (?:MXNet numpy|legacy) ndarrays|use the zero-copy as_np_ndarray function"
        r"|type <class 'mxnet\.(?:ndarray\.ndarray\.NDArray|numpy\.\S+)'> not supported",
        "The arrays here are mx.nd.NDArray, with or without npx.set_np(). Functions of mxnet.np and mxnet.npx do not take "
        "them, and their arrays do not go together with these: use mx.nd throughout.",
        instead=True,
    ),
    _Meaning(
        r"type <class 'numpy\.ndarray'> not supported",
        "An mx.nd.NDArray and a NumPy array do not go together: use mx.nd throughout.",
    ),
    _Meaning("of type NDArray which has no callable", _NUMPY),
    # Of an NDArray NumPy makes an array of 32 axes, most of them of length 1.
    _Meaning("dot: too many dimensions in result|(?:,1){15}", f"Was a NumPy function given an NDArray? {_NUMPY}"),
    _Meaning(r"Cannot find argument '\w+'$", f"Was a NumPy function given an NDArray? {_NUMPY}"),
    _Meaning(
        "^TypeError: '(?:function|method|float|int)' object is not (?:iterable|subscriptable)"
        "|^TypeError: '(?:Batches|DataLoader|list|tuple)' object is not callable"
        r"|^TypeError: object of type '(?:function|method|float|int)' has no len\(\)",
        "Does the function take its arguments in the order that the notebook gives? The other way round, one stands for the "
        "other.",
    ),
    _Meaning(
        "^SyntaxError: f-string",
        f"{_PYTHON}. Before 3.12, the braces of an f-string hold neither the quotes that are around it nor a backslash: use "
        "the other kind of quotes inside, or a variable.",
    ),
    _Meaning(
        r"^line \d+: (?:async )?(?:def|class) \w+\[",
        f"{_PYTHON}. Type parameters in brackets came with 3.12: leave them out.",
    ),
    _Meaning(
        r"^line \d+: type \w+", f"{_PYTHON}. The statement `type X = ...` came with 3.12: write X = ... in its place."
    ),
    _Meaning("^SyntaxError: ", f"{_PYTHON}: what later versions understand may be an error to it."),
)


@dataclass(frozen=True, eq=False)
class Call:
    """One call through the wall that came back: what was asked, and the value or `StudentRaised` that was the answer."""

    kind: str
    function: str
    args: tuple[Any, ...]
    outcome: Any


class Student:
    """The proxy that checks get. Graded functions are attributes; each call is one request to the room.

    After a call that did not come back every further call raises the same `StudentDied` at once, so that a check which
    tries many inputs does not wait for each.
    """

    def __init__(
        self, room: Room, functions: frozenset[str], seconds: float, folders: Folders, end: float = math.inf
    ) -> None:
        self._room = room
        self._functions = functions
        self._seconds = seconds
        self._folders = folders
        self._end = end  # of the submission, on the room's clock
        self.death: StudentDied | None = None
        self.calls: list[Call] = []
        self._remembered = 0  # bytes

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("_") or name not in self._functions:
            raise AttributeError(f"no graded function named {name!r}: there are {', '.join(sorted(self._functions))}")
        return lambda *args: self.call(name, *args)

    def call(self, function: str, *args: Any, seconds: float | None = None) -> Any:
        """Call a graded function positionally.

        Arrays go in as mx.nd.NDArray of the same dtype. Returns plain values, `wire.Tensor` for arrays.

        Raises
        ------
        StudentRaised
            The function raised; `StudentDied` where it did not come back within ``seconds`` of the room's clock, which
            counts processor time and sleep, and not how busy the machine is (default: the limit of a call).
        """
        return self._ask("call", function, args, seconds)

    def drive(self, function: str, *args: Any, seconds: float | None = None) -> Any:
        """Call a function of the suite's ``driver.py`` in the guest, beside the student's code. As `call` otherwise."""
        return self._ask("drive", function, args, seconds)

    def read(self, what: str, *names: str) -> Any:
        """A list of arrays in the guest as they are now, to see what a call has changed: compare them here, and ask no driver.

        Parameters
        ----------
        what
            ``"arguments"``: the arrays that the last `call` or `drive` was given, in order, lists and tuples of them
            included. ``"gradients"``: what their ``grad`` holds, ``None`` for those without. ``"variables"``: what
            ``names`` mean in the notebook.

        Raises
        ------
        StudentRaised
            A name is not defined, or an array cannot be read (MXNet raises late what a call did wrong).
        """
        return self._ask("read", what, names, None)

    def share(self, name: str, array: np.ndarray[Any, Any]) -> wire.Shared:
        """Hand over a large array as a read-only memory-mapped file; the handle is an argument for `drive`."""
        path = self._folders.host / f"{name}.npy"
        np.save(path, array, allow_pickle=False)
        path.chmod(0o644)
        return wire.Shared(f"{self._folders.guest}/{name}.npy")

    def training_data(self) -> tuple[wire.Shared, wire.Shared]:
        """Handles of the prepared training images (uint8, (n, 28, 28)) and labels (uint8, (n,))."""
        return tuple(wire.Shared(f"{self._folders.data}/{name}.npy") for name in ("train_images", "train_labels"))  # type: ignore[return-value]

    def _remember(self, call: Call) -> None:
        """Keep a call, and none after those that are too large to be kept: an answer may be of 64 MiB, a thousand times.

        Nor what the notebook's variables were: they hang on other cells than the function's own.
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
            how_long = (
                f" (one call may compute for {limit:g} s; is there a loop that does not end, or a NumPy function "
                "that was given an NDArray?)"
                if death.cause.kind is CauseKind.TIMED_OUT and limit < left
                else ""
            )
            self.death = StudentDied(name, replace(death.cause, words=death.cause.words + how_long))
            raise self.death from None
        if answer.kind != "error":
            self._remember(Call(kind, function, args, answer.body))
            return answer.body
        raised = StudentRaised(name, *describe(answer.body))
        self._remember(Call(kind, function, args, raised))
        raise raised


def _size(value: Any) -> int:
    """Bytes that a value holds, roughly."""
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
    """Where shared arrays stand: written at ``host``, seen by the guest at ``guest``; the training data at ``data``."""

    def __init__(self, host: Path, guest: str, data: str) -> None:
        self.host, self.guest, self.data = host, guest, data

    @classmethod
    def of(cls, view: bubblewrap.View) -> Folders:
        if view.walled:
            return cls(view.shared, bubblewrap.SHARED, bubblewrap.DATA)
        return cls(view.shared, str(view.shared), str(view.data))


def describe(body: Any) -> tuple[str, str, str]:
    """An error's class, message and place, from a guest that may have sent anything."""
    fields = body if isinstance(body, dict) else {}
    name, message, where = (str(fields.get(key, "")) for key in ("name", "message", "where"))
    own = _FOREIGN_MANUAL.sub("", _FOREIGN_FRAMES.sub("", message[:3000]))
    return name[:200] or "Exception", own, where[:3000]


def in_words(name: str, message: str, where: str) -> str:
    """An exception as a student reads it: ``ValueError: bad shape``, what that means, then the lines where it arose."""
    meaning = _meaning(name, message, where)
    if meaning is not None:
        message = meaning.sentence if meaning.instead else f"{message}\n{meaning.sentence}"
    return (f"{name}: {message}" if message else name) + (f"\n{where}" if where else "")


def _meaning(name: str, message: str, where: str) -> _Meaning | None:
    told = f"{name}: {message}\n{where}"
    return next((meaning for meaning in _MEANINGS if re.search(meaning.pattern, told, re.MULTILINE)), None)
