"""Takes the answers to one request apart: the student's beside the right ones, array by array.

Owns what the parts of the kit's driver functions' answers mean; a suite's driver says so of its own in ``PARTS``. Must not
know relations, misconceptions or rooms.
"""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ..guest import wire
from ..room.student import Call, StudentRaised

Array = np.ndarray[Any, Any]
# The name of a part of an answer; or, of a list of rows, what their number is called, and the name of each column. A column
# without a name is left out. One of arrays that change from row to row has two names: the first change, and the arrays; or
# three, if there is one right start: the arrays at first, too.
# A list describes lists in lists: see `_nested`.
Part = str | tuple[Any, ...] | list[Any]
RESULT, GRADIENT, CHANGE = "The result", "The gradient", "The change of each array"


@dataclass(frozen=True, eq=False)
class Leaf:
    """One part of an answer: the student's and the right one.

    ``subject``: what it is, in words; empty if there are none for it. ``args``: the arguments that it depends on, as plain
    arrays and numbers; ``names``: what they are called in a sentence. ``got``, ``expected``: float64 arrays where both are
    numbers, else as they came; of arrays that a call is to change, these are the changes. ``noise``: the absolute rounding
    error. ``places``: where it stands in lists, as a word, a position and a length. ``raw``: ``got`` and ``expected`` as they
    came.
    """

    subject: str
    args: tuple[Any, ...]
    got: Any
    expected: Any
    names: tuple[str, ...] = ()
    noise: float = 1e-7
    places: tuple[tuple[str, int, int], ...] = ()
    raw: tuple[Any, Any] = (None, None)

    @property
    def numeric(self) -> bool:
        """Whether both are numbers."""
        return isinstance(self.got, np.ndarray) and isinstance(self.expected, np.ndarray)

    @functools.cached_property
    def wrong(self) -> bool:
        """Whether the two differ by more than rounding: by more than 2e-5 of the largest entry."""
        return self.other_kind is not None or self.off

    @functools.cached_property
    def off(self) -> bool:
        """Whether they differ in more than their kind."""
        if not self.numeric:
            return not (type(self.got) is type(self.expected) and bool(np.all(self.got == self.expected)))
        return self.got.shape != self.expected.shape or not same(self.got, self.expected, 2e-5, self.noise)

    @functools.cached_property
    def other_kind(self) -> tuple[str, str] | None:
        """What the student's answer is, as a name and in words, where the right one is another kind of value."""
        return _kind(*self.raw)

    @functools.cached_property
    def finite(self) -> bool:
        """Whether the student's numbers are finite wherever the right ones are."""
        return not self.numeric or bool(np.isfinite(self.got).all() or not np.isfinite(self.expected).all())


def _kind(got: Any, expected: Any) -> tuple[str, str] | None:
    """What an answer is, as a name and in words, where it is another kind of value than the right one."""
    if type(got) is type(expected) and not isinstance(got, wire.Tensor | wire.Opaque):
        return None
    of_array = isinstance(expected, wire.Tensor)
    match got:
        case None:
            return "none", "None: check that the function returns what it computes"
        case wire.Opaque("generator"):
            return "generator", "a generator: a function that contains `yield` computes nothing when it is called"
        case wire.Opaque("coroutine"):
            return "coroutine", "a coroutine: a function defined by `async def` computes nothing when it is called"
        case wire.Opaque("function" | "method" | "builtin_function_or_method"):
            return "function", "a function that has not been called"
        case wire.Opaque(name) if not isinstance(expected, wire.Opaque) or expected.type_name != name:
            plain_name = name.isascii() and name.isidentifier() and len(name) <= 40  # the guest may say anything
            return ("object", f"an object of type {name}" if plain_name else "an object of another type")
        case str():
            return "text", "a string"
        case bool() if not isinstance(expected, bool):
            return "bool", "a bool (True or False)"
        case tuple() if not isinstance(expected, list):
            return "tuple", f"a tuple of length {len(got)}"
        case list() if not isinstance(expected, tuple):
            return "list", "a Python list"
        case dict():
            return "dict", "a dictionary"
        case wire.Tensor() if of_array and got.kind != expected.kind:
            kind = {"numpy": "a NumPy array", "mx.np": "an array of mx.np", "ndarray": "an mx.nd.NDArray"}[got.kind]
            return f"kind-{got.kind}", kind
        case wire.Tensor() if of_array and got.values.dtype != expected.values.dtype:
            return f"dtype-{got.values.dtype}", f"an array of dtype {got.values.dtype}"
        case int() | float() | wire.Scalar() if of_array:
            return "number", "a single number, not an array"
    return None


def same(got: Array, expected: Array, tolerance: float, noise: float = 1e-7) -> bool:
    """Whether arrays of one shape differ by at most ``tolerance`` times their largest entry, or ``noise``; NaN equals NaN."""
    finite = np.isfinite(expected)
    size = np.abs(expected)
    scale = float(size[finite].max(initial=0.0))
    # As np.allclose, which takes several times as long on small arrays.
    with np.errstate(all="ignore"):
        near = np.abs(got - expected) <= tolerance * size + (tolerance * 0.1 * scale + noise)
    near &= finite
    return bool(near.all() or (near | (got == expected) | (np.isnan(got) & np.isnan(expected))).all())


def plain(value: Any) -> Any:
    """Numbers, arrays of numbers, and lists of these of one shape as float64 arrays; anything else as it is."""
    match value:
        case wire.Tensor() | wire.AsNumpy():
            return value.values.astype(np.float64)
        case np.ndarray():
            return value.astype(np.float64)
        case wire.Scalar():
            return np.asarray(float(value.value))
        case bool() | int() | float() | np.number():
            return np.asarray(float(value))
        case list() if value:
            inner = [plain(each) for each in value]
            numbers = all(isinstance(each, np.ndarray) and each.ndim < 2 for each in inner)
            if numbers and not any(isinstance(each, wire.Tensor | np.ndarray) for each in value):
                return np.stack(inner) if len({each.shape for each in inner}) == 1 else value
    return value


def leaves(
    function: str, names: Sequence[str], call: Call, expected: Any, parts: dict[str, tuple[Part, ...]]
) -> Iterator[Leaf]:
    """The parts of one answer of ``function``'s checks.

    ``names``: of the function's parameters. ``expected``: the right answer to the same request. ``parts``: `declared_parts`.
    """
    got, args = call.outcome, call.args
    if isinstance(got, StudentRaised) or isinstance(expected, StudentRaised):
        return
    quoted = tuple(f"`{name}`" for name in names)
    result = _Part(RESULT, quoted)
    if call.kind == "call" and call.function == function:
        yield from result.walk(args, got, expected)
    if call.kind != "drive":
        return
    match call.function, args:
        case "in_turn", (_, *calls) if _fits(got, expected, len(calls)):
            for place, own in enumerate(calls):
                yield from result.at("call", place, len(calls)).walk(tuple(own), got[place], expected[place])
        case "gradient", (_, inputs, head, *others) if _fits(got, expected, 2):
            yield from result.walk((inputs, *others), got[0], expected[0])
            yield from _Part(GRADIENT, quoted).walk((inputs, *others, head), got[1], expected[1])
        case "product_gradient", (_, inputs, weight, head) if _fits(got, expected, 2):
            yield from result.walk((inputs * weight,), got[0], expected[0])
            yield from _Part(GRADIENT).walk((inputs, weight, head), got[1], expected[1])
        case "accuracies" | "accuracies_in_one_pass", (_, _, images, labels, sizes) if _fits(got, expected, len(sizes)):
            ends = np.cumsum([length for lengths in sizes for length in lengths])[:-1]
            batches = iter(zip(np.split(images, ends), np.split(labels, ends), strict=True))
            for place, lengths in enumerate(sizes):
                own = [next(batches) for _ in lengths]
                yield from result.at("call", place, len(sizes)).walk((own,), got[place], expected[place])
        case "outputs", (settings, *inputs) if _fits(got, expected, len(settings) * len(inputs)):
            for place, (mine, right) in enumerate(zip(got, expected, strict=True)):
                values = settings[place // len(inputs)]
                yield from result.walk((inputs[place % len(inputs)], *values), mine, right)
        case "output_gradients", (values, inputs, head) if _fits(got, expected, 2):
            yield from result.walk((inputs, *values), got[0], expected[0])
            yield from _Part(GRADIENT).walk((inputs, *values, head), got[1], expected[1])
        case "steps", (_, values, gradients, arguments) if _fits(got, expected, 2):
            yield from _steps(quoted, values, gradients, arguments, got[0], expected[0])
        case "partial_step", (_, values, gradients, arguments, chosen) if _fits(got, expected, len(values)):
            for place in chosen:
                part = _Part(CHANGE, ("the gradient", *quoted[1:], "the array itself"))
                yield from part.changed(
                    (gradients[place], *arguments, values[place]), (got[place], expected[place]), (values[place],) * 2
                )
        case name, _ if name in parts:
            several = len(parts[name]) > 1
            if not several or _fits(got, expected, len(parts[name])):
                pairs = zip(got, expected, strict=True) if several else [(got, expected)]
                for named, (mine, right) in zip(parts[name], pairs, strict=True):
                    if isinstance(named, list):
                        yield from _nested(named, mine, right)
                    elif isinstance(named, str):
                        yield from _Part(named).walk(args, mine, right)
                    else:
                        yield from _table(named, mine, right)


def results(function: str, call: Call, answer: Any) -> list[Any]:
    """What ``function`` itself returned in an answer to ``call``, one or more times; nothing where that is not known."""
    if call.kind == "call" and call.function == function:
        return [answer]
    if call.kind != "drive" or not isinstance(answer, list | tuple):
        return []
    match call.function:
        case "in_turn" | "accuracies" | "accuracies_in_one_pass" | "outputs":
            return list(answer)
        case "gradient" | "product_gradient" | "output_gradients" if answer:
            return [answer[0]]
    return []


def _table(part: tuple[Any, ...], got: Any, expected: Any) -> Iterator[Leaf]:
    """The columns of a list of rows, and the number of its rows; of rows of another length nothing."""
    count, *columns = part
    if expected and not isinstance(expected[0], list | tuple):  # one row
        got, expected = [got], [expected]
    if not isinstance(got, list | tuple):
        yield Leaf(RESULT, (), got, expected, raw=(got, expected))
        return
    if count:
        yield Leaf(count, (), np.asarray(float(len(got))), np.asarray(float(len(expected))))
    if len(got) != len(expected) or not all(_fits(*rows, len(columns)) for rows in zip(got, expected, strict=True)):
        return
    mine, right = (list(zip(*map(tuple, rows), strict=True)) for rows in (got, expected))
    for place, column in enumerate(columns):
        if isinstance(column, tuple):
            *start, step, state = column
            yield from _states(start, step, state, mine[place], right[place])
        elif len(right[place]) > 1 and all(isinstance(value, int) for value in right[place]):
            # Fresh inputs keep whole numbers, so that no relation between several of them would be proved.
            yield Leaf(column, (), mine[place], right[place])
        elif isinstance(right[place][0], int | float | wire.Scalar):
            yield from _Part(column).walk((), list(mine[place]), list(right[place]))
        else:
            for row, pair in enumerate(zip(mine[place], right[place], strict=True)):
                yield from _Part(column).at("pass", row, len(expected)).walk((), *pair)


def _nested(part: Any, got: Any, expected: Any) -> Iterator[Leaf]:
    """The parts of an answer of lists in lists: ``[count, part]`` of a list of any length, a tuple of one of that length."""
    if isinstance(part, str):
        if part:
            yield from _Part(part).walk((), got, expected)
    elif isinstance(part, tuple):
        if _fits(got, expected, len(part)):
            for inner, *pair in zip(part, got, expected, strict=True):
                yield from _nested(inner, *pair)
    elif isinstance(got, list | tuple) and isinstance(expected, list | tuple):
        count, inner = part
        if count:
            yield Leaf(count, (), np.asarray(float(len(got))), np.asarray(float(len(expected))))
        for mine, right in zip(got, expected, strict=True) if len(got) == len(expected) else ():
            yield from _nested(inner, mine, right)


def _states(start: Sequence[str], step: str, state: str, got: Sequence[Any], expected: Sequence[Any]) -> Iterator[Leaf]:
    """What a list of arrays was in turn, and by how much each changed in its first two steps, if all began right.

    ``start``: what the arrays are called at first, if there is one right start. The second step is shown beside the student's
    own first step, as momentum adds a part of it.
    """
    for row, pair in enumerate(zip(got, expected, strict=True)):
        yield from _Part(state).at("pass", row, len(expected)).walk((), *pair)
    for name in start:
        yield from _Part(name).walk((), got[0], expected[0])
    if not all(_fits(*pair, len(expected[0])) for pair in zip(got[:3], expected[:3], strict=True)):
        return
    mine, right = (list(zip(*rows[:3], strict=True)) for rows in (got, expected))
    if not all(_alike(plain(own[0]), plain(due[0])) for own, due in zip(mine, right, strict=True)):
        return
    for place, (own, due) in enumerate(zip(mine, right, strict=True)):
        values = [plain(array) for array in (*own, *due)]
        if len({getattr(value, "shape", None) for value in values}) > 1:
            continue
        told, args, names = step, (values[len(own)],), ("the array itself",)
        for before in range(len(due) - 1):
            part = _Part(told, names).at("array", place, len(right))
            yield from part.changed(args, (own[before + 1], due[before + 1]), (own[before], due[before]))
            told, args, names = step.replace("first", "second"), (values[1] - values[0],), ("the first step",)


def _alike(got: Any, expected: Any) -> bool:
    arrays = isinstance(got, np.ndarray) and isinstance(expected, np.ndarray)
    return arrays and got.shape == expected.shape and same(got, expected, 1e-5)


def _steps(
    quoted: tuple[str, ...],
    values: Sequence[Any],
    gradients: Sequence[Any],
    arguments: Sequence[Any],
    got: Any,
    expected: Any,
) -> Iterator[Leaf]:
    """The change of each array in each step: both from where they were before it."""
    if not _fits(got, expected, len(arguments)):
        return
    before = (values, values)
    for step, further in enumerate(arguments):
        if not _fits(got[step], expected[step], len(values)):
            return
        for place in range(len(values)):
            part = _Part(CHANGE, ("the gradient", *quoted[1:], "the array itself"))
            part = part.at("step", step, len(arguments)).at("array", place, len(values))
            starts = (before[0][place], before[1][place])
            args = (gradients[step][place], *further, starts[0])
            yield from part.changed(args, (got[step][place], expected[step][place]), starts)
        before = (got[step], expected[step])


@dataclass(frozen=True)
class _Part:
    """What the leaves of one part of an answer have in common."""

    subject: str
    names: tuple[str, ...] = ()
    places: tuple[tuple[str, int, int], ...] = ()

    def at(self, word: str, place: int, length: int) -> _Part:
        return replace(self, places=(*self.places, (word, place, length)))

    def walk(self, args: tuple[Any, ...], got: Any, expected: Any) -> Iterator[Leaf]:
        mine, right = plain(got), plain(expected)
        both = isinstance(mine, list | tuple) and isinstance(right, list | tuple)
        if both and type(mine) is type(right) and len(mine) == len(right):
            for place, (inner, due) in enumerate(zip(mine, right, strict=True)):
                yield from self.at("entry", place, len(right)).walk(args, inner, due)
        elif isinstance(mine, dict) and isinstance(right, dict) and mine.keys() == right.keys():
            for key in right:
                yield from self.walk(args, mine[key], right[key])
        else:
            given = tuple(map(plain, args))
            yield Leaf(self.subject, given, mine, right, self.names, places=self.places, raw=(got, expected))

    def changed(self, args: tuple[Any, ...], after: tuple[Any, Any], before: tuple[Any, Any]) -> Iterator[Leaf]:
        got, expected, start, right = map(plain, (*after, *before))
        if not all(isinstance(each, np.ndarray) and each.shape == right.shape for each in (got, expected, start)):
            return
        noise = 3e-7 * float(max(np.abs(each).max(initial=0.0) for each in (got, expected, start)))
        given = tuple(map(plain, args))
        yield Leaf(self.subject, given, got - start, expected - right, self.names, noise, self.places)


def _fits(got: Any, expected: Any, length: int) -> bool:
    return all(isinstance(each, list | tuple) and len(each) == length for each in (got, expected))


@functools.lru_cache(maxsize=16)
def declared_parts(driver: str) -> dict[str, tuple[Part, ...]]:
    """What a suite's driver says in ``PARTS`` of the answers of its functions: the name of each part, by function."""
    for node in ast.parse(driver).body:
        if isinstance(node, ast.Assign) and [ast.unparse(target) for target in node.targets] == ["PARTS"]:
            return {str(name): tuple(parts) for name, parts in ast.literal_eval(node.value).items()}
    return {}
