"""Assertions for suites: what a student reads when a value is not the right one.

Owns the comparison of copied values with expected ones. Must not know any assignment, nor how the values were obtained.
Expected values come from the suite: closed form or float64 NumPy, never a result of the code under test.
"""

from __future__ import annotations

import contextlib
import contextvars
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
from hypothesis import strategies
from hypothesis.extra import numpy as array_strategies

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
MAX_LINES = 32  # of one message: what fits on a screen


class Wrong(AssertionError):
    """A value is not what the check expects.

    Parameters
    ----------
    message
        What the student reads; cut after a screenful.
    picture
        A small PNG that says more than the text, or ``None``.
    """

    def __init__(self, message: str, *, picture: bytes | None = None) -> None:
        lines = message.splitlines()
        if len(lines) > MAX_LINES:
            lines = [*lines[:MAX_LINES], "..."]
        super().__init__("\n".join(lines))
        self.picture = picture


class ResultFirst(Wrong):
    """A check of something else than the result, which the result is not good enough for. Its hint would mislead."""

    def __init__(self) -> None:
        super().__init__("This check counts once the result itself is right: see the other checks.")


@contextlib.contextmanager
def result_first() -> Iterator[None]:
    """Around assertions about the result in a check of something else, such as that arguments stay as they were.

    A function that does nothing leaves everything as it was, and should earn nothing by it. Whoever fails here is told that,
    in hidden checks too, and gets no hint.
    """
    try:
        yield
    except Wrong:
        raise ResultFirst from None


@contextlib.contextmanager
def comparisons_noted(note: Note) -> Iterator[None]:
    """Every comparison of numbers made meanwhile is told to ``note`` first: got, expected (float64), rtol and atol."""
    token = _note.set(note)
    try:
        yield
    finally:
        _note.reset(token)


def return_hint(result: object) -> str:
    """A line for the end of a message about what a function returned: nothing, or what NumPy makes of NDArrays; else empty."""
    if isinstance(result, Opaque) and result.type_name == "array of dtype object":
        return "\nWas a NumPy function called with an NDArray? It takes it apart, number by number: use those of mx.nd."
    return "\nDoes the function end with a return statement?" if result is None else ""


def as_array(result: object, shape: tuple[int, ...] | None = None, *, what: str) -> Array:
    """The values of a result that has to be a float32 ``mx.nd.NDArray`` of a given shape.

    Parameters
    ----------
    result
        What came through the wall.
    shape
        The expected shape; ``None`` leaves it open.
    what
        The result in the student's terms, such as ``"softmax(y_linear)"``.

    Raises
    ------
    Wrong
        It is something else.
    """
    if not isinstance(result, Tensor) or result.kind != "ndarray":
        hint = return_hint(result)
        if isinstance(result, Tensor | Scalar):
            hint = "\nStay within mx.nd operations: outside of them autograd cannot follow the computation."
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
        It is something else: the guest answered what the driver does not answer.
    """
    if not isinstance(result, list | tuple) or len(result) != count:
        raise Wrong(f"{what} is {phrase(result)}; expected {count} values.")
    return list(result)


@contextlib.contextmanager
def readable(what: str) -> Iterator[None]:
    """Around the taking apart of a driver's answer: one that is put together otherwise is wrong, and no fault of ours.

    Raises
    ------
    Wrong
        It cannot be taken apart.
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
        What the student's function was given, by name: shown in full where small.
    note
        A sentence for the end of the message.

    Raises
    ------
    Wrong
        Names the element that is furthest off, in units of its tolerance.
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
    """Compare a number: Python's, NumPy's, or the one element of an array. A truth value is no number.

    Raises
    ------
    Wrong
        It is no number, or further than ``atol`` from ``expected``.
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
    """See that a call left its argument as it was, bit for bit.

    Raises
    ------
    Wrong
        It did not.
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
        Where; any shape.
    head
        The weights of the outputs.
    step
        Half the distance between the two points, in units of x.

    Returns
    -------
    numpy.ndarray
        float64, shape of ``x``; its error is of the order of ``step**2`` and of ``1e-16 / step``, times the function's
        scale.
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
    shape: tuple[int, ...] | strategies.SearchStrategy[tuple[int, ...]], *, low: int, high: int, steps: int = 8
) -> strategies.SearchStrategy[Array]:
    """A Hypothesis strategy: float32 arrays of multiples of ``1 / steps`` in ``[low, high]``.

    Such numbers are exact in float32 and short to read, so that the smallest failing input is both.
    """
    elements = strategies.integers(low * steps, high * steps).map(lambda i: i / steps)
    return array_strategies.arrays(np.float32, shape, elements=elements)


def _shape_hint(got: tuple[int, ...], expected: tuple[int, ...]) -> str:
    if tuple(size for size in got if size != 1) == tuple(size for size in expected if size != 1):
        return "\nThe values may be right, but an axis of length 1 makes later sums and products broadcast."
    return ""
