"""Finds where the wrong numbers of an answer are, and what stands there.

Pure NumPy, as `relations`. Must not know rooms, checks or any assignment.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from .claims import (
    CONDITION,
    PLACE,
    RIGHT,
    Claim,
    Found,
    Predict,
    argument,
    claim_of,
    id_of,
    is_record,
    number,
    of_axes,
    ratio_of,
    shape_of,
    spoken,
)
from .leaves import Array, Leaf

Where = Callable[[Leaf], "Array | None"]


def conditions(told: Sequence[Leaf]) -> Iterator[Claim]:
    """Wrong in some entries only: which, and what stands there."""
    if any(leaf.got.shape != leaf.expected.shape or not leaf.got.ndim for leaf in told) or is_record(told[0]):
        return
    masks, clear = [_off(leaf) for leaf in told], [_clear(leaf) for leaf in told]
    if all(mask.all() for mask in masks if mask.any()) or not any(mask.any() for mask in masks):
        return
    for id, words, where in _places(told, masks, clear):
        if not all(_matches(where(leaf), *each) for leaf, *each in zip(told, masks, clear, strict=True)):
            continue
        words = of_axes(words, told)
        for what_id, what, predict in _there(told, masks, where):
            claim = claim_of(f"{id}-{what_id}", f"{what} {words}", told[0].subject, predict, rank=CONDITION)
            if all(map(claim.holds, told)):
                yield claim
        if id not in ("negative", "positive", "zero"):  # which says little of the mistake
            yield _condition(id, words, told[0].subject, where)


def _condition(id: str, words: str, subject: str, where: Where) -> Claim:
    def holds(leaf: Leaf) -> bool:
        if not leaf.numeric or leaf.got.shape != leaf.expected.shape:
            return False
        with np.errstate(all="ignore"):
            return _matches(where(leaf), _off(leaf), _clear(leaf))

    return Claim(f"relation:only-{id}", f"{spoken(subject)} is wrong only {words}.", subject, PLACE, holds)


def among_others(leaves: Sequence[Leaf]) -> Iterator[Claim]:
    """Wrong in some places of lists only, for instance from the second step on."""
    for axis, (word, _, _) in enumerate(leaves[0].places):
        for id, words, test in (
            ("first", f"only in the first {word}", lambda place, length: place == 0),
            ("later", f"in every {word} but the first", lambda place, length: place > 0),
            ("last", f"only in the last {word}", lambda place, length: place == length - 1),
            ("earlier", f"in every {word} but the last", lambda place, length: place < length - 1),
        ):
            among = functools.partial(_wrong_where, axis, word, test)
            if all(map(among, leaves)) and any(len(leaf.places) > axis and leaf.places[axis][2] > 1 for leaf in leaves):
                subject = leaves[0].subject
                yield Claim(f"relation:{id}-{word}", f"{spoken(subject)} is wrong {words}.", subject, PLACE, among)


def _wrong_where(axis: int, word: str, test: Callable[[int, int], bool], leaf: Leaf) -> bool:
    if len(leaf.places) <= axis or leaf.places[axis][0] != word or leaf.places[axis][2] < 2:
        return not leaf.wrong or test(0, 1)  # as if alone in a list: the first and the last of it
    return test(*leaf.places[axis][1:]) == leaf.wrong


def _off(leaf: Leaf) -> Array:
    finite = np.isfinite(leaf.expected)
    scale = float(np.abs(leaf.expected[finite]).max(initial=0.0))
    equal = np.isclose(leaf.got, leaf.expected, rtol=1e-4, atol=1e-5 * scale + leaf.noise, equal_nan=True)
    return np.asarray(~equal)


def _clear(leaf: Leaf) -> Array:
    """Where it is certain whether an entry is wrong: it is off, or equal by its own size and not only beside larger ones."""
    with np.errstate(all="ignore"):
        equal = np.isclose(leaf.got, leaf.expected, rtol=1e-4, atol=1e-9, equal_nan=True)
    return np.asarray(_off(leaf) | equal)


def _matches(where: Array | None, mask: Array, clear: Array) -> bool:
    return where is not None and where.shape == mask.shape and bool((where == mask)[clear].all())


def _places(told: Sequence[Leaf], masks: Sequence[Array], clear: Sequence[Array]) -> Iterator[tuple[str, str, Where]]:
    def at(index: Any, least: int = 1) -> Where:
        def where(leaf: Leaf) -> Array | None:
            if leaf.got.ndim < least or not leaf.got.size:
                return None
            found = np.zeros(leaf.got.shape, bool)
            found[index] = True
            return found

        return where

    for place, quoted in enumerate(told[0].names[: len(told[0].args)]):
        name = id_of(quoted)
        if not isinstance(told[0].args[place], np.ndarray):
            continue

        def of(test: Callable[[Array], Array], place: int = place) -> Where:
            def where(leaf: Leaf) -> Array | None:
                value = argument(place, leaf)
                return test(value) if isinstance(value, np.ndarray) and value.shape == leaf.got.shape else None

            return where

        yield f"{name}-negative", f"where {quoted} is negative", of(lambda x: x < 0)
        yield f"{name}-positive", f"where {quoted} is positive", of(lambda x: x > 0)
        yield f"{name}-zero", f"where {quoted} is 0", of(lambda x: x == 0)
        yield f"{name}-not-zero", f"where {quoted} is not 0", of(lambda x: x != 0)
        for side, words, sign in (("above", "larger", 1), ("below", "smaller", -1)):
            bound = _threshold(told, masks, clear, place, sign)
            if bound is not None:
                yield (
                    f"{name}-{side}",
                    f"where {quoted} is {words} than about {sign * bound:.2g}",
                    of(lambda x, sign=sign, bound=bound: sign * x > bound),  # type: ignore[misc]
                )
        between = _between(told, masks, clear, place)
        if between is not None:
            low, high = between
            words = f"where {quoted} is between about {low:.2g} and {high:.2g}"
            yield f"{name}-between", words, of(lambda x, low=low, high=high: (x > low) & (x < high))  # type: ignore[misc]
    yield "negative", "where the right one is negative", lambda leaf: leaf.expected < 0
    yield "positive", "where the right one is positive", lambda leaf: leaf.expected > 0
    yield "zero", "where the right one is 0", lambda leaf: leaf.expected == 0
    yield "last-row", "in its last row or entry", at(-1)
    yield "first-row", "in its first row or entry", at(0)
    yield "later-rows", "after its first row or entry", at(slice(1, None))
    yield "earlier-rows", "before its last row or entry", at(slice(None, -1))
    for column in range(told[0].got.shape[-1] if told[0].got.ndim > 1 and told[0].got.shape[-1] <= 12 else 0):
        yield f"column-{column + 1}", f"in column {column + 1}", at((..., column), 2)
    yield "last-column", "in its last column", at((..., -1), 2)
    yield "later-columns", "after its first column", at((..., slice(1, None)), 2)
    yield "earlier-columns", "before its last column", at((..., slice(None, -1)), 2)


def _between(
    told: Sequence[Leaf], masks: Sequence[Array], clear: Sequence[Array], place: int
) -> tuple[float, float] | None:
    """The bounds of an argument between which all entries are wrong, and beyond which, on both sides, none is."""
    values = [argument(place, leaf) for leaf in told]
    if any(shape_of(value) != mask.shape for value, mask in zip(values, masks, strict=True)):
        return None
    wrong = np.concatenate([value[mask] for value, mask in zip(values, masks, strict=True)])
    right = np.concatenate([value[~mask & sure] for value, mask, sure in zip(values, masks, clear, strict=True)])
    if not wrong.size or not np.isfinite(wrong).all():
        return None
    low, high = wrong.min(), wrong.max()
    below, above = right[right < low], right[right > high]
    if not below.size or not above.size or len(below) + len(above) < len(right):
        return None
    return _simplest(float(below.max()), float(low)), _simplest(float(high), float(above.min()))


def _simplest(low: float, high: float) -> float:
    """A number from ``low`` to ``high`` with as few digits as possible: a bound that somebody wrote lies between them."""
    if low <= 0 <= high:
        return 0.0
    middle = (low + high) / 2
    rounded = (float(f"{each:.{digits}g}") for digits in (1, 2) for each in (middle, low, high))
    return next((value for value in rounded if low <= value <= high), middle)


def _threshold(
    told: Sequence[Leaf], masks: Sequence[Array], clear: Sequence[Array], place: int, sign: int
) -> float | None:
    inside, outside = -np.inf, np.inf
    for leaf, mask, sure in zip(told, masks, clear, strict=True):
        value = argument(place, leaf)
        if not isinstance(value, np.ndarray) or value.shape != mask.shape:
            return None
        inside = max(inside, float((sign * value)[~mask & sure].max(initial=-np.inf)))
        outside = min(outside, float((sign * value)[mask].min(initial=np.inf)))
    if not np.isfinite([inside, outside]).all() or inside >= outside:
        return None
    return _simplest(inside, outside)


def _there(told: Sequence[Leaf], masks: Sequence[Array], where: Where) -> Iterator[Found]:
    """What stands in the wrong entries: a constant, the right one times a factor, an argument times a factor."""
    got = np.concatenate([leaf.got[mask] for leaf, mask in zip(told, masks, strict=True)])

    def put(value: Callable[[Leaf], Any]) -> Predict:
        def predict(leaf: Leaf) -> Array | None:
            found, x = where(leaf), value(leaf)
            return None if found is None or np.shape(x) not in ((), found.shape) else np.where(found, x, leaf.expected)

        return predict

    if not np.isfinite(got).all():
        return
    if np.ptp(got) <= 1e-6 * np.abs(got).max(initial=0.0):
        constant = float(got[0])
        yield "constant", f"is {number(constant)}", put(lambda leaf: constant)
        return
    sources: list[tuple[str, str, Callable[[Leaf], Any]]] = [("right", RIGHT, lambda leaf: leaf.expected)]
    for place, name in enumerate(told[0].names[: len(told[0].args)]):
        if isinstance(told[0].args[place], np.ndarray) and told[0].args[place].shape == told[0].got.shape:
            sources.append((id_of(name), name, functools.partial(argument, place)))
    for name, words, source in sources:
        values = [source(leaf) for leaf in told]
        if any(shape_of(x) != mask.shape for x, mask in zip(values, masks, strict=True)):
            continue
        ratio = ratio_of(got, np.concatenate([x[mask] for x, mask in zip(values, masks, strict=True)]))
        if ratio:
            factor = float(number(ratio))
            said = {1.0: words, -1.0: f"the negative of {words}"}.get(factor, f"{number(factor)} times {words}")
            yield (
                f"{name}-times",
                f"is {said}",
                put(functools.partial(multiple, source, factor)),
            )


def multiple(source: Callable[[Leaf], Any], factor: float, leaf: Leaf) -> Any:
    return source(leaf) * factor
