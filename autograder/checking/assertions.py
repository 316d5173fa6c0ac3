"""Assertions for suites: comparisons whose failure messages are written for students.

Owns the comparison of copied values with expected ones. Must not know any assignment, nor how the values were obtained.
Expected values come from the suite: closed form or float64 NumPy, never a result of the code under test.
"""

from __future__ import annotations

import contextlib
import contextvars
import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
from hypothesis import strategies

from autograder.checking.wording import SHOWN_ELEMENTS, array_lines, input_lines, number_text, phrase, shape_text
from autograder.guest.wire import Opaque, Scalar, Tensor

__all__ = [
    "ResultFirst",
    "Wrong",
    "as_array",
    "as_items",
    "comparisons_noted",
    "expect_close",
    "expect_number",
    "expect_unchanged",
    "grid_arrays",
    "numeric_gradient",
    "readable",
    "result_first",
    "return_hint",
]

Array = np.ndarray[Any, Any]

Note = Callable[[Any, Any, float, float], None]

_note: contextvars.ContextVar[Note | None] = contextvars.ContextVar("note", default=None)
MAX_LINES = 32  # of one message: a screenful


class Wrong(AssertionError):
    """A value is not what the check expects.

    Parameters
    ----------
    message
        The text for the student; cut after 32 lines.
    picture
        A small PNG to show with the text, or ``None``.
    """

    def __init__(self, message: str, *, picture: bytes | None = None) -> None:
        lines = message.splitlines()
        if len(lines) > MAX_LINES:
            lines = [*lines[:MAX_LINES], "..."]
        super().__init__("\n".join(lines))
        self.picture = picture


class ResultFirst(Wrong):
    """The result is wrong, so a check of something else, such as a side effect, cannot count. Its hint is not shown."""

    def __init__(self) -> None:
        super().__init__("This check counts once the result itself is right: see the other checks.")


@contextlib.contextmanager
def result_first() -> Iterator[None]:
    """Wrap assertions about the result in a check of something else, such as that arguments stay unchanged.

    A function that does nothing leaves all arguments unchanged, and should not earn points for it. If an assertion inside
    fails, `ResultFirst` takes its place: the student is told why, also in hidden checks, and gets no hint.
    """
    try:
        yield
    except Wrong:
        raise ResultFirst from None


@contextlib.contextmanager
def comparisons_noted(note: Note) -> Iterator[None]:
    """Call ``note`` before every comparison of numbers in the block: with got, expected (both float64), rtol and atol."""
    token = _note.set(note)
    try:
        yield
    finally:
        _note.reset(token)


def return_hint(result: object) -> str:
    """A hint, to append to a message, for two wrong results: ``None``, and the object array that NumPy makes of NDArrays.

    Empty for all other results.
    """
    if isinstance(result, Opaque) and result.type_name == "array of dtype object":
        return "\nWas a NumPy function called with an NDArray? It takes it apart, number by number: use those of mx.nd."
    return "\nDoes the function end with a return statement?" if result is None else ""


def as_array(result: object, shape: tuple[int, ...] | None = None, *, what: str) -> Array:
    """The values of a result that has to be a float32 ``mx.nd.NDArray`` of a given shape.

    Parameters
    ----------
    result
        A value returned by the guest.
    shape
        The expected shape; ``None`` accepts any.
    what
        The result in the student's terms, such as ``"softmax(y_linear)"``.

    Raises
    ------
    Wrong
        The result is no such array.
    """
    if not isinstance(result, Tensor) or result.kind != "ndarray":
        hint = return_hint(result)
        if isinstance(result, Tensor | Scalar):
            hint = "\nStay within mx.nd operations: NumPy's functions, .asnumpy() and .asscalar() return other things."
        raise Wrong(f"{what} is {phrase(result)}; expected an mx.nd.NDArray.{hint}")
    values = result.values
    if shape is not None and values.shape != shape:
        hint = _shape_hint(values.shape, shape)
        raise Wrong(f"{what} has shape {shape_text(values.shape)}; expected {shape_text(shape)}.{hint}")
    if values.dtype != np.float32:
        raise Wrong(f"{what} has dtype {values.dtype}; expected float32.")
    return values


def as_items(result: object, count: int, *, what: str) -> list[Any]:
    """The items of a list or tuple of known length that a driver function returned.

    Raises
    ------
    Wrong
        The result is no such list or tuple. The driver always returns one, so student code has replaced the answer.
    """
    if not isinstance(result, list | tuple) or len(result) != count:
        raise Wrong(f"{what} is {phrase(result)}; expected {count} values.")
    return list(result)


@contextlib.contextmanager
def readable(what: str) -> Iterator[None]:
    """Wrap code that unpacks a driver's answer: if the answer has another structure, the check fails and is not broken.

    Raises
    ------
    Wrong
        The answer cannot be unpacked.
    """
    try:
        yield
    except (AttributeError, IndexError, KeyError, TypeError, ValueError, OverflowError) as error:
        raise Wrong(f"{what} cannot be read.") from error


def expect_close(
    got: Array,
    expected: Array,
    *,
    rtol: float,
    atol: float,
    what: str,
    inputs: Mapping[str, object] | None = None,
    note: str = "",
) -> None:
    """Compare arrays: ``|got - expected| <= atol + rtol * |expected|`` everywhere, and no NaN.

    Parameters
    ----------
    got, expected
        Arrays of one shape.
    what
        The value in the student's terms.
    inputs
        The arguments of the student's function, by name; small arrays are shown in full.
    note
        A sentence to append to the message.

    Raises
    ------
    Wrong
        An element is wrong; the message names the one that is furthest off, relative to its tolerance.
    """
    if got.shape != expected.shape:
        raise Wrong(f"{what} has shape {shape_text(got.shape)}; expected {shape_text(expected.shape)}.")
    got64, expected64 = np.asarray(got, np.float64), np.asarray(expected, np.float64)
    if (noted := _note.get()) is not None:
        noted(got64, expected64, rtol, atol)
    with np.errstate(all="ignore"):
        excess = np.array(np.abs(got64 - expected64) / (atol + rtol * np.abs(expected64)))
    excess[np.isnan(excess)] = np.inf
    excess[got64 == expected64] = 0.0  # equal infinities
    wrong = excess > 1.0
    if not wrong.any():
        return
    worst = np.unravel_index(int(np.argmax(excess)), excess.shape)
    index = f"[{', '.join(str(int(i)) for i in worst)}]" if worst else ""
    lines = [f"{what}{index} is {number_text(got64[worst])}; expected {number_text(expected64[worst])}."]
    count = int(wrong.sum())
    if got.size > 1:
        lines.append(f"{count} of {got.size} values {'is' if count == 1 else 'are'} wrong; this one is furthest off.")
    if 1 < got.size <= SHOWN_ELEMENTS:
        lines += array_lines("got", got) + array_lines("expected", expected)
    lines += input_lines(inputs)
    if note:
        lines.append(note)
    raise Wrong("\n".join(lines))


def expect_number(
    result: object,
    expected: float,
    *,
    atol: float,
    what: str,
    inputs: Mapping[str, object] | None = None,
    note: str = "",
) -> None:
    """Compare a number: Python's, NumPy's, or the only element of an array. A bool does not count as a number.

    Raises
    ------
    Wrong
        The result is no number, or further than ``atol`` from ``expected``.
    """
    value = result.value if isinstance(result, Scalar) else result
    if isinstance(value, Tensor) and value.values.size == 1:
        value = value.values.item()
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Wrong(
            "\n".join([f"{what} is {phrase(result)}; expected one number.{return_hint(result)}", *input_lines(inputs)])
        )
    if (noted := _note.get()) is not None:
        noted(np.float64(value), np.float64(expected), 0.0, atol)
    if not abs(value - expected) <= atol:
        lines = [f"{what} is {number_text(value)}; expected {number_text(expected)}.", *input_lines(inputs)]
        raise Wrong("\n".join([*lines, note] if note else lines))


def expect_unchanged(after: Array, before: Array, *, what: str) -> None:
    """Compare an argument after a call with its copy from before the call: shape and values must be equal.

    Raises
    ------
    Wrong
        They differ.
    """
    if after.shape != before.shape:
        became = f"shape {shape_text(before.shape)} became {shape_text(after.shape)}"
        raise Wrong(f"The call changed its argument {what}: {became}.")
    differs = after != before
    if differs.any():
        where = np.unravel_index(int(np.argmax(differs)), differs.shape)
        index = f"[{', '.join(str(int(i)) for i in where)}]"
        raise Wrong(
            f"The call changed its argument: {what}{index} was {number_text(before[where])} and became "
            f"{number_text(after[where])}.\nCompute a new array and return it; the caller still needs the old one."
        )


def numeric_gradient(function: Callable[[Array], Array], x: Array, head: Array, *, step: float = 1e-6) -> Array:
    """The gradient of ``sum(head * function(x))`` by central differences in float64.

    Parameters
    ----------
    function
        Maps a float64 array to an array of ``head``'s shape.
    x
        The point at which to differentiate; any shape.
    head
        The weights of the outputs.
    step
        Half the distance between the two points of a difference, in units of x.

    Returns
    -------
    numpy.ndarray
        float64, shape of ``x``. Its error is of the order of ``step**2 + 1e-16 / step``, times the function's scale.
    """
    x = np.array(x, np.float64)
    gradient = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        centre = x[index]
        x[index] = centre + step
        above = float(np.sum(head * function(x)))
        x[index] = centre - step
        below = float(np.sum(head * function(x)))
        x[index] = centre
        gradient[index] = (above - below) / (2 * step)
    return gradient


def grid_arrays(
    shape: tuple[int, ...] | strategies.SearchStrategy[tuple[int, ...]], *, low: int, high: int
) -> strategies.SearchStrategy[Array]:
    """A Hypothesis strategy: float32 arrays of multiples of 1/8, or of 1/4 and so on for a wide range, in ``[low, high]``.

    Such numbers are exact in float32 and short to print, and so is the smallest failing input that Hypothesis finds. It draws
    an array's entries as one string of bytes, which takes a fraction of the time of a draw for each.
    """
    steps = 8.0
    while (high - low) * steps >= 256:
        steps /= 2
    grid = np.arange(low * steps, high * steps + 1) / steps
    grid = grid[np.lexsort((abs(grid), grid % 1 != 0, grid < 0))].astype(np.float32)  # in the order of simplicity
    return _filled(strategies.just(shape) if isinstance(shape, tuple) else shape, grid)


@strategies.composite  # which reads the function's source: once here, and not for each strategy
def _filled(draw: strategies.DrawFn, shapes: strategies.SearchStrategy[tuple[int, ...]], grid: Array) -> Array:
    shape = draw(shapes)
    size = math.prod(shape)
    drawn = np.frombuffer(draw(strategies.binary(min_size=size, max_size=size)), np.uint8).astype(np.intp)
    entries: Array = grid[drawn * len(grid) // 256]
    return entries.reshape(shape)


def _shape_hint(got: tuple[int, ...], expected: tuple[int, ...]) -> str:
    if tuple(size for size in got if size != 1) == tuple(size for size in expected if size != 1):
        return "\nThe values may be right, but an axis of length 1 makes later sums and products broadcast."
    return ""
