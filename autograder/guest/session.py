"""One run of one notebook: its cells in IPython's shell, its graded functions, the suite's driver.

Knows nothing of pipes, processes or checks. In the room `main` feeds it; in a student's kernel it stands on the kernel's own
namespace and runs no cells.
"""

from __future__ import annotations

import contextlib
import io
import linecache
import random
import traceback
import types
from collections.abc import Callable, Iterator, MutableMapping
from typing import Any

import numpy as np

from . import networks, objects, standard
from .framework import device_of, mx

MAX_OUTPUT = 20_000  # characters kept of what one cell prints
MAX_TRACE = 3_000  # characters of one error's description


STANDARD = types.SimpleNamespace(
    **vars(standard), **{k: v for k, v in vars(networks).items() if k not in vars(standard)}
)


class _Kept(io.BufferedIOBase):
    """Keeps the first bytes written to it, enough for ``MAX_OUTPUT`` characters and one more, and drops the rest."""

    name = "<printed>"
    _MOST = 4 * (MAX_OUTPUT + 1)  # bytes: a character takes four at most

    def __init__(self) -> None:
        self.content = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.content += data[: max(0, self._MOST - len(self.content))]
        return len(data)


@contextlib.contextmanager
def _captured() -> Iterator[Callable[[], str]]:
    """Catch what is printed to stdout and stderr; gives a function that tells it, cut to ``MAX_OUTPUT`` characters.

    The stream that gathers the pieces is Python's own, so that a printed line costs what it costs elsewhere.
    """
    kept = _Kept()
    stream = io.TextIOWrapper(kept, encoding="utf-8", errors="backslashreplace", newline="\n")

    def text() -> str:
        with contextlib.suppress(ValueError):  # the student's code has closed or detached the stream
            stream.flush()
        found = kept.content.decode("utf-8", "ignore")
        return found[:MAX_OUTPUT] + ("\n... (output cut)" if len(found) > MAX_OUTPUT else "")

    with contextlib.redirect_stdout(stream), contextlib.redirect_stderr(stream):
        yield text


class Student:
    """What a driver sees of the notebook: graded functions as attributes, ``globals`` as a dict."""

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
    """A namespace, its graded functions, and the driver beside them."""

    def __init__(self, variables: MutableMapping[str, Any], driver: str, shell: Any = None) -> None:
        self._variables = variables
        self._shell = shell
        self._graded: dict[str, Any] = {}
        self._after_own_cell: dict[str, Any] = {}
        self._given: list[Any] = []  # the arrays that the last call or drive was given
        self._driver = types.ModuleType("driver")
        exec(compile(driver, "driver.py", "exec"), self._driver.__dict__)  # ours, not the student's

    def seed(self, seed: int) -> None:
        random.seed(seed)
        np.random.seed(seed % 2**32)
        mx.random.seed(seed % 2**31)

    def run(self, cell: str, source: str, remove: list[str]) -> dict[str, Any]:
        """Run one cell. ``remove``: names that must come from this cell, so are forgotten first."""
        for name in remove:
            self._variables.pop(name, None)
        with _captured() as printed:
            result = self._shell.run_cell(source, store_history=False)
        error = result.error_before_exec or result.error_in_exec
        for name in remove:
            self._after_own_cell[name] = self._variables.get(name)
        return {
            "error": None if error is None else describe(error),
            "text": printed(),
            "defined": [name for name in remove if name in self._variables],
        }

    def capture(self, name: str) -> dict[str, Any]:
        """Take what ``name`` means now as the graded function."""
        defined = name in self._variables
        if defined:
            self._graded[name] = self._variables[name]
        redefined = defined and name in self._after_own_cell and self._variables[name] is not self._after_own_cell[name]
        return {"defined": defined, "redefined": redefined}

    def call(self, function: str, args: Any) -> Any:
        """Call a graded function; the copied result, or raises what the student's code raised."""
        return self._invoke(getattr(Student(self._graded, self._variables), function), args)

    def drive(self, function: str, args: Any) -> Any:
        """Call a function of the driver, or else of `standard`; it gets the `Student` first."""
        found = getattr(self._driver, function, None) or getattr(STANDARD, function)
        parameters = tuple(getattr(self._driver, "PARAMETERS", ()))
        return self._invoke(found, (Student(self._graded, self._variables, parameters), *args))

    def read(self, function: str, args: Any) -> Any:
        """Copies of arrays as they are now, for the host to compare: what a call left behind, told by none of its helpers.

        ``arguments``: those that the last call or drive was given, in order. ``gradients``: what their ``grad`` holds.
        ``variables``: what the names ``args`` mean in the notebook.
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
            case _:
                raise ValueError(f"there is nothing to read called {function!r}")
        return objects.to_wire(found)

    def _invoke(self, function: Any, args: Any) -> Any:
        values = objects.to_guest(list(args), self._graded, _open_shared, device_of(self._variables))
        self._given = list(_arrays(values))
        with _captured():
            return objects.to_wire(function(*values))


def _arrays(value: Any) -> Iterator[Any]:
    """The arrays in arguments, in order; those that stand in a shared file cannot be written to, and are left out."""
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
    """An exception as text: its class, its message and where in the student's cells it arose."""
    try:
        message = str(error)
    except BaseException as second:  # student's own class; whatever it does, this one must be described
        message = f"(its text raised {type(second).__name__})"
    if isinstance(error, SyntaxError):
        where = f"line {error.lineno}: {(error.text or '').strip()}"
        message = error.msg or message
    else:
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if _is_student(frame.filename)]
        where = "\n".join(
            f"in {frame.name}, line {frame.lineno}: {linecache.getline(frame.filename, frame.lineno or 0).strip()}"
            for frame in frames[-4:]
        ).replace("in <module>, ", "")
    return {"name": type(error).__name__[:200], "message": message[:MAX_TRACE], "where": where[:MAX_TRACE]}


def _is_student(filename: str) -> bool:
    return filename.startswith("<ipython-input") or "ipykernel_" in filename
