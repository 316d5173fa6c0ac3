"""Takes the answers to one request apart: the student's beside the right ones, array by array.

Owns what the parts of the kit's driver functions' answers mean; a suite's driver says so of its own in ``PARTS``. Must not
know relations, misconceptions or rooms.
"""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..guest import wire
from ..room.student import Call, StudentRaised

Array = np.ndarray[Any, Any]
RESULT, GRADIENT, CHANGE = "The result", "The gradient", "The change of each array"


@dataclass(frozen=True, eq=False)
class Leaf:
    """One part of an answer: the student's and the right one.

    ``subject``: what it is, in words; empty if there are none for it. ``args``: the arguments that it depends on, as plain
    arrays and numbers. ``got``, ``expected``: float64 arrays where both are numbers, else as they came. ``before``: the
    values of the same array before the call, where the function is to change it. ``raw``: ``got`` and ``expected`` as they
    came.
    """

    subject: str
    args: tuple[Any, ...]
    got: Any
    expected: Any
    before: Array | None = None
    raw: tuple[Any, Any] = (None, None)

    @property
    def numeric(self) -> bool:
        """Whether both are numbers."""
        return isinstance(self.got, np.ndarray) and isinstance(self.expected, np.ndarray)

    @property
    def wrong(self) -> bool:
        """Whether the two differ by more than rounding: by more than 2e-5 of the largest entry."""
        if not self.numeric:
            return not (type(self.got) is type(self.expected) and bool(np.all(self.got == self.expected)))
        return self.got.shape != self.expected.shape or not same(self.got, self.expected, 2e-5)

    @property
    def finite(self) -> bool:
        """Whether the student's numbers are finite wherever the right ones are."""
        return not self.numeric or bool(np.isfinite(self.got).all() or not np.isfinite(self.expected).all())


def same(got: Array, expected: Array, tolerance: float) -> bool:
    """Whether arrays of one shape differ by at most ``tolerance`` times their largest entry; NaN equals NaN."""
    finite = np.isfinite(expected)
    scale = float(np.abs(expected[finite]).max(initial=0.0))
    with np.errstate(all="ignore"):
        return np.allclose(got, expected, rtol=tolerance, atol=tolerance * 0.1 * scale + 1e-7, equal_nan=True)


def plain(value: Any) -> Any:
    """Numbers, arrays of numbers, and lists of these of one shape as float64 arrays; anything else as it is."""
    match value:
        case wire.Tensor() | wire.AsNumpy():
            return value.values.astype(np.float64)
        case np.ndarray():
            return value.astype(np.float64)
        case wire.Scalar():
            return np.float64(value.value).reshape(())
        case bool() | int() | float() | np.number():
            return np.asarray(float(value))
        case list() if value:
            inner = [plain(each) for each in value]
            numbers = all(isinstance(each, np.ndarray) and each.ndim < 2 for each in inner)
            if numbers and not any(isinstance(each, wire.Tensor | np.ndarray) for each in value):
                return np.stack(inner) if len({each.shape for each in inner}) == 1 else value
    return value


def leaves(function: str, call: Call, expected: Any, parts: dict[str, tuple[str, ...]]) -> Iterator[Leaf]:
    """The parts of one answer of ``function``'s checks. ``expected``: the right answer to the same request."""
    got, args = call.outcome, call.args
    if isinstance(got, StudentRaised) or isinstance(expected, StudentRaised):
        return
    if call.kind == "call":
        yield from _walk(RESULT if call.function == function else "", args, got, expected)
        return
    match call.kind, call.function, args:
        case "read", "arguments", _:
            yield from _listed("", (), got, expected)
        case "drive", "in_turn", (_, *calls) if _fits(got, expected, len(calls)):
            for place, own in enumerate(calls):
                yield from _walk(RESULT, tuple(own), got[place], expected[place])
        case "drive", "gradient", (_, inputs, head, *others) if _pair(got, expected):
            yield from _walk(RESULT, (inputs, *others), got[0], expected[0])
            yield from _walk(GRADIENT, (inputs, *others, head), got[1], expected[1])
        case "drive", "product_gradient", (_, inputs, weight, head) if _pair(got, expected):
            yield from _walk(RESULT, (inputs * weight,), got[0], expected[0])
            yield from _walk(GRADIENT, (inputs, weight, head), got[1], expected[1])
        case "drive", "accuracies", (_, _, *sets) if _fits(got, expected, len(sets)):
            for place, own in enumerate(sets):
                yield from _walk(RESULT, (own,), got[place], expected[place])
        case "drive", "outputs", (settings, *inputs) if _fits(got, expected, len(settings) * len(inputs)):
            for place, (mine, right) in enumerate(zip(got, expected, strict=True)):
                values = settings[place // len(inputs)]
                yield from _walk(RESULT, (inputs[place % len(inputs)], *values), mine, right)
        case "drive", "output_gradients", (values, inputs, head) if _pair(got, expected):
            yield from _walk(RESULT, (inputs, *values), got[0], expected[0])
            yield from _walk(GRADIENT, (inputs, *values, head), got[1], expected[1])
        case "drive", "steps", (_, values, gradients, rates) if _pair(got, expected):
            yield from _history(values, gradients, rates, got[0], expected[0])
        case "drive", "partial_step", (_, values, gradients, arguments, _) if _fits(got, expected, len(values)):
            for place, value in enumerate(values):
                yield from _walk(CHANGE, (gradients[place], *arguments), got[place], expected[place], value)
        case "drive", name, _:
            yield from _parts(parts.get(name, ()), args, got, expected)


def _history(
    values: Sequence[Any], gradients: Sequence[Any], rates: Sequence[Any], got: Any, expected: Any
) -> Iterator[Leaf]:
    """The change of each array in each step. The right steps depend on the gradients only, not on where they begin."""
    if not _fits(got, expected, len(rates)):
        return
    for step, further in enumerate(rates):
        if not _fits(got[step], expected[step], len(values)):
            return
        for place, value in enumerate(values):
            start = plain(value if step == 0 else got[step - 1][place])
            right = plain(value if step == 0 else expected[step - 1][place])
            mine, due = plain(got[step][place]), plain(expected[step][place])
            if all(isinstance(each, np.ndarray) and each.shape == due.shape for each in (start, right, mine, due)):
                yield Leaf(
                    CHANGE, (plain(gradients[step][place]), *map(plain, further)), mine, start + due - right, start
                )


def _parts(names: Sequence[str], args: tuple[Any, ...], got: Any, expected: Any) -> Iterator[Leaf]:
    if len(names) == 1:
        yield from _walk(names[0], args, got, expected)
    elif names and _fits(got, expected, len(names)):
        for name, mine, right in zip(names, got, expected, strict=True):
            yield from _walk(name, args, mine, right)


def _listed(subject: str, args: tuple[Any, ...], got: Any, expected: Any) -> Iterator[Leaf]:
    if isinstance(got, list | tuple) and isinstance(expected, list | tuple) and len(got) == len(expected):
        for mine, right in zip(got, expected, strict=True):
            yield from _walk(subject, args, mine, right)


def _walk(subject: str, args: tuple[Any, ...], got: Any, expected: Any, before: Any = None) -> Iterator[Leaf]:
    mine, right = plain(got), plain(expected)
    both = isinstance(mine, list | tuple) and isinstance(right, list | tuple)
    if both and type(mine) is type(right) and len(mine) == len(right):
        for inner, due in zip(mine, right, strict=True):
            yield from _walk(subject, args, inner, due)
    elif isinstance(mine, dict) and isinstance(right, dict) and mine.keys() == right.keys():
        for key in right:
            yield from _walk(subject, args, mine[key], right[key])
    else:
        start = None if before is None else plain(before)
        yield Leaf(subject, tuple(map(plain, args)), mine, right, start, (got, expected))


def _fits(got: Any, expected: Any, length: int) -> bool:
    return all(isinstance(each, list | tuple) and len(each) == length for each in (got, expected))


def _pair(got: Any, expected: Any) -> bool:
    return _fits(got, expected, 2)


@functools.lru_cache(maxsize=16)
def declared_parts(driver: str) -> dict[str, tuple[str, ...]]:
    """What a suite's driver says in ``PARTS`` of the answers of its functions: the name of each part, by function."""
    for node in ast.parse(driver).body:
        if isinstance(node, ast.Assign) and [ast.unparse(target) for target in node.targets] == ["PARTS"]:
            return {str(name): tuple(parts) for name, parts in ast.literal_eval(node.value).items()}
    return {}
