"""Fresh inputs for a function that failed: the requests of its checks with other numbers in the same arrays.

Owns how an input is redrawn: shapes, dtypes, ranges and kinds of rows stay (one-hot rows, probabilities, class numbers). Must
not know rooms, checks or any assignment.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..guest import wire
from ..room.student import Call
from .leaves import Array

_LABELS = (
    0.3  # share of the class numbers that are drawn again: the others keep their meaning for the images beside them
)
_PICTURE = 16  # pixels: a NumPy array with no fewer rows and columns is a picture, and is turned
_MOST_ROWS = 64  # of a batch that is repeated
STANDARD_SEED = 0  # of the session that answers experiments; experiment n is seeded with n
_FIRST_CALLS = 12  # kept of one check: a property-based one makes hundreds while it searches for the smallest input


@dataclass(frozen=True)
class Trace:
    """The calls of one check or experiment in order, and the seed of the guest's random generators before the first.

    ``loose``: the check accepts more than one answer, so two implementations of one mistake may answer differently.
    """

    seed: int
    calls: tuple[Call, ...]
    failed: bool
    loose: bool = False

    @classmethod
    def of(cls, seed: int, calls: Sequence[Call], *, failed: bool, loose: bool = False) -> Trace:
        return cls(seed, tuple(calls[:_FIRST_CALLS]), failed, loose)


@dataclass(frozen=True)
class Request:
    """One request to a room: see `wire`."""

    kind: str
    function: str
    args: tuple[Any, ...]


@dataclass(frozen=True)
class Experiment:
    """Requests that belong together: a call, and the reads after it. ``purpose``: what was changed.

    ``purpose`` is ``("all",)``, ``("again",)``, ``("argument", number)``, ``("row", number)``, ``("rows", numbers)`` or
    ``("reflected", number)``, for an argument whose every entry differs, so that it may be of another kind; of batches,
    ``("order", number)`` or ``("last-batch", number)``: see `_rebatched`.
    """

    requests: tuple[Request, ...]
    purpose: tuple[Any, ...] = ("all",)

    @property
    def proper(self) -> bool:
        """Whether its arguments are of the same kind as those of the checks. Right functions may differ in others."""
        return bool(self.purpose[0] != "reflected")

    @property
    def direct(self) -> bool:
        """Whether it is a plain call of the function with arrays and numbers."""
        first = self.requests[0]
        return first.kind == "call" and any(isinstance(arg, np.ndarray) for arg in first.args)


Ask = Callable[[Sequence[Experiment]], Sequence[Trace]]


def grouped(calls: Sequence[Call]) -> list[list[Call]]:
    """A check's calls, each together with the reads after it."""
    groups: list[list[Call]] = []
    for call in calls:
        if call.kind == "read" and groups:
            groups[-1].append(call)
        elif call.kind != "read":
            groups.append([call])
    return groups


def of_calls(calls: Sequence[Call]) -> Experiment:
    return Experiment(tuple(Request(call.kind, call.function, call.args) for call in calls))


def planned(bases: Sequence[Experiment], rng: np.random.Generator) -> list[Experiment]:
    """Experiments on up to three failed requests: at most 16, three or more for each question.

    A plain call is repeated, then called with another value of each argument, with another row, and with some of its rows.
    """
    direct = [base for base in bases if base.direct][:3]
    if not direct:
        if not bases:
            return []
        again = Experiment(bases[0].requests, ("again",))
        fresh = [_redrawn(bases[place % len(bases[:3])], rng) for place in range(2)]
        return [bases[0], again, *fresh, *_rebatched(bases, rng)]
    first = direct[0]
    found = [first, Experiment(first.requests, ("again",))]
    arguments = [k for k, arg in enumerate(first.requests[0].args) if isinstance(arg, np.ndarray | float)][:2]
    by_rows = _rows(first)
    n = len(first.requests[0].args[by_rows[0]]) if by_rows else 0
    for turn in range(3):
        base = direct[turn % len(direct)]
        if turn == 0 or len(arguments) == 1:
            found.append(_redrawn(base, rng))
        for k in arguments if len(arguments) > 1 else ():
            value = first.requests[0].args[k]
            found.append(_changed(first, ("argument", k), {k: redrawn(value, rng)}))
            if turn == 0:
                found.append(_changed(first, ("reflected", k), {k: _reflected(value)}))
        if by_rows:
            row = int(rng.integers(n))
            found.append(_changed(first, ("row", row), _other_row(first, by_rows, row, rng)))
    if by_rows:
        for m in (max(1, n - 1), min(n + 2, _MOST_ROWS)):
            chosen = rng.permutation(n)[:m] if m < n else np.concatenate([np.arange(n), rng.integers(0, n, m - n)])
            rows = {k: first.requests[0].args[k][chosen] for k in by_rows}
            found.append(_changed(first, ("rows", tuple(map(int, chosen))), rows))
    return found


def _rebatched(bases: Sequence[Experiment], rng: np.random.Generator) -> Iterator[Experiment]:
    """One set of batches of ``accuracies`` (`standard`), in three orders, each also with other labels in its last batch.

    The set is the first of two to twenty batches whose lengths differ.
    """
    for first in (base.requests[0] for base in bases if base.requests[0].function == "accuracies"):
        *network, images, labels, sizes = first.args
        for number, lengths in enumerate(sizes):
            if not 2 <= len(lengths) <= 20 or len(set(lengths)) == 1:
                continue
            start = sum(map(sum, sizes[:number]))
            X, y = images[start : start + sum(lengths)], labels[start : start + sum(lengths)]
            batches = np.split(np.arange(len(y)), np.cumsum(lengths)[:-1])
            request = functools.partial(Request, first.kind, first.function)
            for turn in range(3):  # each of three batches comes last once
                order = [batches[place] for place in np.roll(np.arange(len(batches)), turn)]
                chosen, rolled = np.concatenate(order), [[len(batch) for batch in order]]
                yield Experiment((request((*network, X[chosen], y[chosen], rolled)),), ("order", turn))
                for _ in range(4):
                    other = y.copy()
                    other[order[-1]] = rng.permutation(y)[: len(order[-1])]
                    yield Experiment((request((*network, X[chosen], other[chosen], rolled)),), ("last-batch", turn))
            return


def _redrawn(base: Experiment, rng: np.random.Generator) -> Experiment:
    return Experiment(
        tuple(Request(each.kind, each.function, redrawn_all(each.args, rng)) for each in base.requests), ("all",)
    )


def _changed(base: Experiment, purpose: tuple[Any, ...], args: dict[int, Any]) -> Experiment:
    first, *rest = base.requests
    new = tuple(args.get(place, value) for place, value in enumerate(first.args))
    return Experiment((Request(first.kind, first.function, new), *rest), purpose)


def _reflected(value: Any) -> Any:
    """Another value of the same range that differs in nearly every entry."""
    return (value.max() + value.min() - value).astype(value.dtype) if isinstance(value, np.ndarray) else 1.25 * value


def _rows(experiment: Experiment) -> list[int]:
    """The arguments whose rows belong together, from the first array on; none if there is only one row."""
    args = experiment.requests[0].args
    lengths = [len(arg) if isinstance(arg, np.ndarray) and arg.ndim else 0 for arg in args]
    n = next(filter(None, lengths), 0)
    return [place for place, length in enumerate(lengths) if length == n] if n > 1 else []


def _other_row(base: Experiment, places: Sequence[int], row: int, rng: np.random.Generator) -> dict[int, Array]:
    found = {}
    for place in places:
        array = base.requests[0].args[place].copy()
        array[row] = redrawn(array, rng)[row]
        found[place] = array
    return found


def redrawn_all(args: tuple[Any, ...], rng: np.random.Generator) -> tuple[Any, ...]:
    """Other values for all arguments. Arrays of images stay, if there are class numbers that can change instead."""
    new = tuple(redrawn(value, rng) for value in args)
    if not _changed_anything(args, new):
        new = tuple(redrawn(value, rng, images=True) for value in args)
    return new


def _changed_anything(old: Any, new: Any) -> bool:
    if isinstance(old, list | tuple):
        return any(_changed_anything(one, other) for one, other in zip(old, new, strict=True))
    if isinstance(old, wire.AsNumpy):
        return not np.array_equal(old.values, new.values)
    return not np.array_equal(old, new) if isinstance(old, np.ndarray) else bool(old != new)


def redrawn(value: Any, rng: np.random.Generator, *, images: bool = False) -> Any:
    """Another value of the same kind. ``images``: also for arrays of more than two axes; else these stay."""
    match value:
        case wire.AsNumpy() if value.values.ndim == 2 and min(value.values.shape) >= _PICTURE:
            return wire.AsNumpy(np.ascontiguousarray(np.rot90(value.values, int(rng.integers(1, 4)))))
        case wire.AsNumpy():
            return wire.AsNumpy(redrawn(value.values, rng, images=images))
        case np.ndarray():
            return _array(value, rng, images)
        case list() | tuple():
            return type(value)(redrawn(each, rng, images=images) for each in value)
        case bool() | str() | int():
            return value
        case float():
            return float(value * rng.uniform(0.7, 1.3))
    return value


def _array(x: Array, rng: np.random.Generator, images: bool) -> Array:
    if x.size == 0 or (x.ndim > 2 and not images):
        return x
    whole = bool((x == np.round(x)).all()) and x.min() >= 0
    if x.ndim == 1 and whole:
        other = rng.integers(int(x.min()), int(x.max()) + 1, x.shape)
        return np.where(rng.random(x.shape) < _LABELS, other, x).astype(x.dtype)
    shuffled = rng.permuted(x, axis=-1) if x.ndim else x
    if x.ndim > 1:
        shuffled = shuffled[rng.permutation(len(x))]
    if whole or not np.issubdtype(x.dtype, np.floating):
        return np.ascontiguousarray(shuffled)
    values = shuffled.astype(np.float64)
    if x.min() >= 0:
        sums = values.sum(-1, keepdims=True)
        values = values * rng.uniform(0.7, 1.3, x.shape)
        if x.ndim and np.allclose(sums, 1, atol=1e-4):
            values /= values.sum(-1, keepdims=True)
        else:
            values *= rng.choice((0.5, 1.0))  # pictures nearly always have a white pixel; darker ones have none
    else:
        spread = values.std(-1, keepdims=True) if x.ndim and x.shape[-1] > 1 else np.abs(values)
        values += rng.uniform(-0.3, 0.3, x.shape) * spread
        values[shuffled == 0] = 0  # where a function may bend
    return values.astype(x.dtype)


def entries(value: Any) -> int:
    """The number of entries of all arrays in it; anything else counts as one."""
    if isinstance(value, list | tuple):
        return sum(map(entries, value))
    return int(getattr(getattr(value, "values", value), "size", 1))
