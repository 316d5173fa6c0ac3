"""One run of a notebook in the guest: its cells, its graded functions, the suite's driver.

Owns the notebook's namespace, and what each name means at each check cell. In the room, `main` passes it the host's requests;
in a student's kernel it uses the kernel's own namespace and runs no cells. Must not know pipes, processes or checks.
"""

from __future__ import annotations

import contextlib
import io
import linecache
import random
import re
import sys
import types
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from typing import Any

import numpy as np

from . import exchanges, meanings, networks, objects, standard
from .contents import Contents
from .framework import device_of, mx

MAX_OUTPUT = 20_000  # characters kept of one cell's printed output
MAX_TRACE = 3_000  # characters of each part of one error's description
_MAX_READ = 20_000  # characters of an error's message that are looked at
_NOTHING = object()  # stands for the value of an unbound name


# Found in every cell whose code makes MXNet draw random numbers: the operations, and what uses them.
_DRAWS = re.compile(
    r"rand|drop|shuffl|sampl|normal|uniform|\bexponential\b|poisson|binomial|multinomial|(?<![a-z])init|\.fit\b|rnn|lstm|gru"
    r"|gluon|sym\b|symbol|module|sgld|exec|eval\b",
    re.IGNORECASE,
)


def _raises_class() -> None:
    raise NotImplementedError


def _raises_instance() -> None:
    raise NotImplementedError()


_STUBS = tuple((stub.__code__.co_code, stub.__code__.co_names) for stub in (_raises_class, _raises_instance))


STANDARD = types.SimpleNamespace(
    **vars(standard), **{k: v for k, v in vars(networks).items() if k not in vars(standard)}
)


class _Kept(io.BufferedIOBase):
    """Keeps the first bytes written to it, enough for ``MAX_OUTPUT`` characters and one more, and drops the rest."""

    name = "<printed>"
    _MOST = 4 * (MAX_OUTPUT + 1)  # bytes: a character takes at most four in UTF-8

    def __init__(self) -> None:
        self.content = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.content += data[: max(0, self._MOST - len(self.content))]
        return len(data)


@contextlib.contextmanager
def _captured() -> Iterator[Callable[[], str]]:
    """Capture stdout and stderr in the block; yields a function that returns the text, cut to ``MAX_OUTPUT`` characters.

    The text stream is `io.TextIOWrapper`: with a stream class written in Python, a printed line takes 50 to 80 times as long.
    """
    kept = _Kept()
    stream = io.TextIOWrapper(kept, encoding="utf-8", errors="backslashreplace", newline="\n")

    def text() -> str:
        with contextlib.suppress(ValueError):  # student code has closed or detached the stream
            stream.flush()
        found = kept.content.decode("utf-8", "ignore")
        return found[:MAX_OUTPUT] + ("\n... (output cut)" if len(found) > MAX_OUTPUT else "")

    with contextlib.redirect_stdout(stream), contextlib.redirect_stderr(stream):
        yield text


class Student:
    """The notebook as driver functions see it: graded functions as attributes, ``globals`` as a dict."""

    def __init__(
        self, graded: dict[str, Any], variables: MutableMapping[str, Any], parameters: tuple[str, ...] = ()
    ) -> None:
        self._graded = graded
        self.globals = variables
        self.parameters = parameters
        self.standard = STANDARD

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["_graded"][name]
        except KeyError:
            raise NameError(f"name '{name}' is not defined") from None


class Session:
    """A namespace, its graded functions, and the suite's driver.

    A graded function is the value of its name when its check cell is reached, whichever of the student's cells defined it. A
    value bound by an instructor's cell is not the student's. To replace a function by the instructor's solution, the session
    rebinds the name right after the student's code binds it, or at the latest when the check cell is reached.
    """

    def __init__(self, variables: dict[str, Any], driver: str, shell: Any = None) -> None:
        self._variables = variables
        self._shell = shell
        self._graded: dict[str, Any] = {}
        self._references: Mapping[str, str] = {}  # the instructor's sources, by function
        self._stand_ins: dict[str, Any] = {}  # the functions that these sources defined
        self._instructors: dict[str, Any] = {}  # other values that the instructor's code bound, by name
        self._after_own_cell: dict[str, Any] = {}  # by solution cell: the value of its function's name right after it
        self._draws = False  # whether MXNet's generator is seeded for each check
        self._given: list[Any] = []  # the arrays among the arguments of the last call or drive
        self._reached: dict[str, dict[str, Any]] = {}  # by check cell: the namespace when it was reached
        self._contents: dict[str, Contents] = {}  # by check cell, where it was asked for: what the names stood for
        self._originals: dict[str, Any] = {}  # by function: what stood in the place of an exchanged one
        self._before = frozenset(variables)  # the names that are not the notebook's
        self._unseeded: int | None = None  # MXNet's generator: the seed that it still has to get
        self._driver = types.ModuleType("driver")
        exec(compile(driver, "driver.py", "exec"), self._driver.__dict__)  # ours, not the student's

    def seed(self, seed: int, *, at_once: bool = False) -> None:
        """Seed the random generators; MXNet's when code that draws comes to run, as that takes 1.3 ms.

        ``at_once``: MXNet's now. At the start of a session, as a driver draws, too, or code that does not look like it.
        """
        random.seed(seed)
        np.random.seed(seed % 2**32)
        self._unseeded = seed % 2**31
        if at_once:
            self._about_to_draw()

    def _about_to_draw(self) -> None:
        if self._unseeded is not None:
            seed, self._unseeded = self._unseeded, None
            mx.random.seed(seed)

    def replace(self, references: Mapping[str, str]) -> None:
        """Replace the student's functions by the instructor's in all later cells. ``references``: source by name."""
        self._references = references
        self._draws = self._draws or any(map(_DRAWS.search, references.values()))

    def instruct(self, cell: str, source: str) -> dict[str, Any]:
        """Run one of the instructor's cells."""
        draws = bool(_DRAWS.search(source))
        self._draws = self._draws or ("def " in source and draws)
        before = dict(self._variables)
        answer = self._execute(source, lambda: None, draws)
        self._instructors.update(self._bound_since(before))
        return answer

    def run(self, cell: str, source: str) -> dict[str, Any]:
        """Run one of the student's cells."""
        draws = bool(_DRAWS.search(source))
        self._draws = self._draws or draws
        # After each statement, as a later statement of the same cell may already capture the function.
        answer = self._execute(source, self._stand_in, draws)
        self._ensure(cell)
        self._after_own_cell[cell] = self._variables.get(cell)
        return answer

    def _execute(self, source: str, after_statement: Callable[[], None], draws: bool) -> dict[str, Any]:
        if draws or self._draws:
            self._about_to_draw()
        self._shell.after_statement = after_statement
        with _captured() as printed:
            result = self._shell.run_cell(source, store_history=False)
        error = result.error_before_exec or result.error_in_exec
        return {"error": None if error is None else describe(error), "text": printed()}

    def capture(self, name: str, contents: bool = False) -> dict[str, Any]:
        """The check cell of ``name`` is reached: save the namespace as it is now.

        ``contents``: also what its names stand for. The answer says whether it can be put back as a whole.
        """
        self._ensure(name)
        self._reached[name] = dict(self._variables)
        if contents:
            before = self._before | {"__builtins__"}  # which `exec` adds
            named = (value for key, value in self._variables.items() if key not in before)
            self._contents[name] = Contents(named)
            return {"whole": self._contents[name].whole}
        self._originals.pop(name, None)
        self._graded = self._named()
        defined, own = self._is_students(name), self._after_own_cell.get(name)
        redefined = defined and own is not None and self._variables[name] is not own
        unwritten = _stubs_error(self._variables[name], name) if defined else None
        return {"defined": defined, "redefined": redefined, "unwritten": unwritten}

    def check(self, name: str, seed: int) -> None:
        """Restore the namespace saved at the check cell of ``name``, and seed all random generators that its code uses.

        Unless the contents were saved, too, only the bindings are restored: an object changed since then stays changed.
        """
        for later in self._variables.keys() - self._reached[name].keys():
            self._variables.pop(later, None)
        self._variables.update(self._reached[name])
        if name in self._contents:
            self._contents[name].put_back()
        self._graded = self._named()
        self.seed(seed)

    def exchange(self, name: str, expression: str) -> None:
        """Bind the function at its check cell to what an expression makes of it: see `exchanges`."""
        original = self._originals.setdefault(name, self._reached[name][name])
        function = exchanges.made(expression, original, self._variables)
        self._reached[name][name] = self._variables[name] = function
        self._graded = self._named()

    def _is_students(self, name: str) -> bool:
        """Whether the name's value was bound by the student's code."""
        others = (self._instructors.get(name, _NOTHING), self._stand_ins.get(name, _NOTHING))
        return name in self._variables and all(self._variables[name] is not other for other in others)

    def _named(self) -> dict[str, Any]:
        """The namespace without the values bound by the instructor's cells: these are not the student's functions."""
        return {
            name: value for name, value in self._variables.items() if self._instructors.get(name, _NOTHING) is not value
        }

    def _stand_in(self) -> None:
        for name in self._references:
            if self._is_students(name):
                self._enter(name)

    def _ensure(self, name: str) -> None:
        if name in self._references and (name not in self._stand_ins or name not in self._variables):
            self._enter(name)

    def _enter(self, name: str) -> None:
        """Bind the name to the instructor's function; its source runs on the first use."""
        if name not in self._stand_ins:
            self._variables.pop(name, None)
            before = dict(self._variables)
            with contextlib.suppress(Exception):  # names that the source needs may not be defined yet
                exec(compile(self._references[name], "<instructor>", "exec"), self._variables)
            bound = self._bound_since(before)
            self._variables.update(
                {other: before[other] for other in bound.keys() & before.keys()}
            )  # restore the student's values of other names
            self._instructors.update({other: value for other, value in bound.items() if other != name})
            if name not in bound:
                return
            self._stand_ins[name] = bound[name]
        self._variables[name] = self._stand_ins[name]

    def _bound_since(self, before: Mapping[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in self._variables.items() if before.get(name, _NOTHING) is not value}

    def call(self, function: str, args: Any) -> Any:
        """Call a graded function. Returns a copy of the result; raises whatever the student's code raises."""
        return self._invoke(getattr(Student(self._graded, self._variables), function), args)

    def drive(self, function: str, args: Any) -> Any:
        """Call a function of the suite's driver, or else of `standard` or `networks`; its first argument is the `Student`."""
        found = getattr(self._driver, function, None) or getattr(STANDARD, function)
        parameters = tuple(getattr(self._driver, "PARAMETERS", ()))
        return self._invoke(found, (Student(self._graded, self._variables, parameters), *args))

    def read(self, function: str, args: Any) -> Any:
        """Copies of arrays as they are now. The host compares them, so it need not trust a driver function about changes.

        ``arguments``: the arrays among the arguments of the last call or drive, in order. ``gradients``: their ``grad``.
        ``variables``: the values of the names ``args`` in the notebook. ``kinds``: see `exchanges.kinds`.
        """
        match function:
            case "arguments":
                found = self._given
            case "gradients":
                found = [getattr(array, "grad", None) for array in self._given]
            case "variables":
                missing = [name for name in args if name not in self._variables]
                if missing:
                    raise NameError(f"name '{missing[0]}' is not defined")
                found = [self._variables[name] for name in args]
            case "kinds":
                return exchanges.kinds(self._variables.get(name) for name in args)
            case _:
                raise ValueError(f"there is nothing to read called {function!r}")
        return objects.to_wire(found)

    def _invoke(self, function: Any, args: Any) -> Any:
        if self._draws:
            self._about_to_draw()
        values = objects.to_guest(list(args), self._graded, _open_shared, device_of(self._variables))
        self._given = list(_arrays(values))
        with _captured():
            return objects.to_wire(function(*values))


def _stubs_error(function: Any, name: str) -> dict[str, str] | None:
    """What every call of this function raises if it does nothing but raise NotImplementedError; else ``None``."""
    code = function.__code__ if type(function) is types.FunctionType else None
    if code is None or code.co_name != name or (code.co_code, code.co_names) not in _STUBS:
        return None
    try:
        function(*[None] * code.co_argcount)
    except NotImplementedError as error:
        return describe(error)
    except Exception:  # keyword-only arguments, or a name that stands for something else
        pass
    return None


def _arrays(value: Any) -> Iterator[Any]:
    """The arrays in arguments, in order, without arrays from shared files, which are read-only."""
    if type(value) in (mx.nd.NDArray, np.ndarray):
        yield value
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _arrays(item)
    elif isinstance(value, dict):
        yield from _arrays(list(value.values()))


def _open_shared(path: str) -> Any:
    return np.load(path, mmap_mode="r", allow_pickle=False)


def describe(error: BaseException) -> dict[str, str]:
    """Describe an exception: its class, its message, its meaning if that is known, and the lines of the student's cells."""
    try:
        message = str(error)
    except BaseException as second:  # a student's class may raise anything; the first error is described all the same
        message = f"(its text raised {type(second).__name__})"
    message = meanings.cleaned(message[:_MAX_READ])
    frames = [frame for frame in _frames(error.__traceback__) if _is_student(frame.tb_frame.f_code.co_filename)]
    if isinstance(error, SyntaxError):
        where = f"line {error.lineno}: {(error.text or '').strip()}"
        message = error.msg or message
    else:
        where = "\n".join(_line(frame.tb_frame.f_code, frame.tb_lineno) for frame in frames[-4:])
    try:
        meaning = meanings.meaning(error, message, frames)
    except Exception:  # student code may have changed what it looks at
        meaning = ""
    texts = {"name": type(error).__name__[:200], "message": message, "where": where, "meaning": meaning}
    return {key: text[:MAX_TRACE] for key, text in texts.items()}


def where() -> str:
    """The line of the student's cells that is running; empty if there is none."""
    frame: types.FrameType | None = sys._getframe()
    while frame is not None and not _is_student(frame.f_code.co_filename):
        frame = frame.f_back
    return "" if frame is None else _line(frame.f_code, frame.f_lineno)


def _line(code: types.CodeType, line: int) -> str:
    text = f"line {line}: {linecache.getline(code.co_filename, line).strip()}"
    return text if code.co_name == "<module>" else f"in {code.co_name}, {text}"


def _frames(traceback: types.TracebackType | None) -> Iterator[types.TracebackType]:
    while traceback is not None:
        yield traceback
        traceback = traceback.tb_next


def _is_student(filename: str) -> bool:
    return filename.startswith("<ipython-input") or "ipykernel_" in filename
