"""Finds one simple relation between a function's answers and the right ones that holds in every call.

Pure NumPy: from the parts of many answers (`leaves`) to claims in words. A claim found here is a conjecture, until it has held
on fresh inputs, too (`diagnosis`). Must not know rooms, checks or any assignment.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from .leaves import CHANGE, GRADIENT, RESULT, Array, Leaf, same

_MOST_LEAVES, _MOST_ENTRIES = 40, 100_000
_RIGHT = "the right one"
_NO_GRADIENT = "is 0 everywhere. Look for an operation that autograd does not record, or whose slope is 0"
_DIGITS = 4  # significant digits of a number in a sentence

Function = Callable[[Array], Array | None]
Predict = Callable[["Leaf"], "Array | None"]
_Found = tuple[str, str, Predict]  # a relation: its name, its words, and what it predicts


@dataclass(frozen=True, eq=False)
class Claim:
    """What could be said about the answers: ``holds`` decides for one part whether it is true of it.

    ``rank``: the smaller, the more answers the claim rules out. Among claims that are proved the smallest wins.
    """

    id: str
    sentence: str
    subject: str
    rank: int
    holds: Callable[[Leaf], bool]


# Ranks, in order: a relation predicts every number of one part; a condition tells right numbers from wrong ones, and may
# predict these; a probe finds what answers do not depend on; a place only says where wrong numbers are.
RELATION, CONDITION, PROBE, PLACE = range(4)


@dataclass(frozen=True)
class _Map:
    """A function of one array, for instance the right answer. ``words``: with {} for that array."""

    id: str
    words: str
    apply: Function


def _if(test: Callable[[Array], bool], function: Function) -> Function:
    return lambda x: function(x) if test(x) else None


def _axes(least: int) -> Callable[[Array], bool]:
    return lambda x: x.ndim >= least and x.size > 0


def _softmax(x: Array, axis: int) -> Array:
    with np.errstate(all="ignore"):
        e = np.exp(x - x.max(axis=axis, keepdims=True))
        softmaxed: Array = e / e.sum(axis=axis, keepdims=True)
    return softmaxed


_SAME = _Map("", "{}", lambda x: x)
# Shapes: which entries, in which order.
_ARRANGED = (
    _Map("transposed", "the transpose of {}", _if(_axes(2), lambda x: x.T)),
    _Map("rows-reversed", "{} with its rows or entries in reverse order", _if(_axes(1), lambda x: x[::-1])),
    _Map("columns-reversed", "{} with its columns in reverse order", _if(_axes(2), lambda x: x[..., ::-1])),
    _Map("rolled", "{} with each row or entry one place later", _if(_axes(1), lambda x: np.roll(x, 1, 0))),
    _Map("rolled-back", "{} with each row or entry one place earlier", _if(_axes(1), lambda x: np.roll(x, -1, 0))),
    _Map("columns-rolled", "{} with each column one place further right", _if(_axes(2), lambda x: np.roll(x, 1, -1))),
    _Map("columns-rolled", "{} with each column one place further left", _if(_axes(2), lambda x: np.roll(x, -1, -1))),
    _Map("sorted", "{} with its entries sorted", _if(_axes(1), lambda x: np.sort(x, -1))),
    _Map("axis-added", "{} with one more axis, of length 1, at its end", _if(_axes(1), lambda x: x[..., np.newaxis])),
    _Map("axis-added", "{} with one more axis, of length 1, in front", lambda x: x[np.newaxis]),
    _Map("flattened", "{}, flattened", _if(_axes(2), np.ravel)),
    _Map("last-row-missing", "{} without its last row or entry", _if(_axes(1), lambda x: x[:-1])),
    _Map("first-row-missing", "{} without its first row or entry", _if(_axes(1), lambda x: x[1:])),
    _Map("last-column-missing", "{} without its last column", _if(_axes(2), lambda x: x[..., :-1])),
    _Map("first-column-missing", "{} without its first column", _if(_axes(2), lambda x: x[..., 1:])),
    _Map("first-row", "only the first row or entry of {}", _if(_axes(1), lambda x: x[0])),
    _Map("last-row", "only the last row or entry of {}", _if(_axes(1), lambda x: x[-1])),
    _Map("first-row", "only the first row or entry of {}, as an array of length 1", _if(_axes(1), lambda x: x[:1])),
    _Map("last-row", "only the last row or entry of {}, as an array of length 1", _if(_axes(1), lambda x: x[-1:])),
    _Map("first-column", "only the first column of {}", _if(_axes(2), lambda x: x[..., 0])),
    _Map("last-column", "only the last column of {}", _if(_axes(2), lambda x: x[..., -1])),
    _Map(
        "last-row-repeated",
        "{} with its last row or entry repeated",
        _if(_axes(1), lambda x: np.concatenate([x, x[-1:]])),
    ),
    _Map("diagonal", "the diagonal of {}", _if(lambda x: x.ndim == 2, np.diagonal)),
    _Map("first-row-everywhere", "the first row of {} in every row", _if(_axes(2), lambda x: x * 0 + x[:1])),
    _Map("repeated", "{} repeated in every row", _if(lambda x: x.ndim == 1, lambda x: np.tile(x, (len(x), 1)))),
)
# Numbers that stand for many.
_REDUCED = (
    _Map("mean", "the mean of all entries of {}", lambda x: np.asarray(x.mean())),
    _Map("sum", "the sum of all entries of {}", lambda x: np.asarray(x.sum())),
    _Map("maximum", "the largest entry of {}", lambda x: np.asarray(x.max())),
    _Map("minimum", "the smallest entry of {}", lambda x: np.asarray(x.min())),
    _Map("column-means", "the mean of each column of {}", _if(_axes(2), lambda x: x.mean(0))),
    _Map("column-sums", "the sum of each column of {}", _if(_axes(2), lambda x: x.sum(0))),
    _Map("row-means", "the mean of each row of {}", _if(_axes(2), lambda x: x.mean(-1))),
    _Map("row-sums", "the sum of each row of {}", _if(_axes(2), lambda x: x.sum(-1))),
    _Map("row-maxima", "the largest entry of each row of {}", _if(_axes(2), lambda x: x.max(-1))),
    _Map(
        "row-argmax", "the position of the largest entry in each row of {}", _if(_axes(2), lambda x: x.argmax(-1) * 1.0)
    ),
)
# Entries in relation to others.
_MIXED = (
    _Map("cumulated", "the running sum of {} along its first axis", _if(_axes(1), lambda x: x.cumsum(0))),
    _Map("cumulated", "the running sum of {} along each row", _if(_axes(2), lambda x: x.cumsum(-1))),
    _Map("running-mean", "the running mean of {} along its first axis", _if(_axes(1), lambda x: _running_mean(x))),
    _Map("softmax", "the softmax of {} along each row", _if(_axes(1), lambda x: _softmax(x, -1))),
    _Map("softmax-columns", "the softmax of {} down each column", _if(_axes(2), lambda x: _softmax(x, 0))),
    _Map("softmax-all", "the softmax of {} over all its entries", _if(_axes(2), lambda x: _softmax(x, None))),  # type: ignore[arg-type]
    _Map("centred", "{} minus the mean of each row", _if(_axes(1), lambda x: x - x.mean(-1, keepdims=True))),
    _Map(
        "less-maximum", "{} minus the largest entry of each row", _if(_axes(1), lambda x: x - x.max(-1, keepdims=True))
    ),
    _Map("over-sum", "{} divided by the sum of each row", _if(_axes(1), lambda x: x / x.sum(-1, keepdims=True))),
    _Map("over-column-sum", "{} divided by the sum of each column", _if(_axes(2), lambda x: x / x.sum(0))),
    _Map("over-all", "{} divided by the sum of all its entries", _if(_axes(1), lambda x: x / x.sum())),
    _Map(
        "over-maximum",
        "{} divided by the largest entry of each row",
        _if(_axes(1), lambda x: x / x.max(-1, keepdims=True)),
    ),
    _Map("over-norm", "{} divided by its norm", _if(_axes(1), lambda x: x / np.sqrt((x * x).sum()))),
    _Map(
        "one-hot",
        "1 at the largest entry of each row of {}, and 0 elsewhere",
        _if(_axes(2), lambda x: (x == x.max(-1, keepdims=True)) * 1.0),
    ),
)
# Entry by entry.
_MAPPED = (
    _Map("negative", "the negative of {}", np.negative),
    _Map("absolute", "the absolute value of {}", np.abs),
    _Map("float16", "{} rounded to float16", lambda x: x.astype(np.float16).astype(np.float64)),
    _Map("reciprocal", "the reciprocal of {}", lambda x: 1 / x),
    _Map("log", "the logarithm of {}", np.log),
    _Map("negative-log", "the negative logarithm of {}", lambda x: -np.log(x)),
    _Map("exp", "the exponential of {}", np.exp),
    _Map("negative-exp", "the exponential of the negative of {}", lambda x: np.exp(-x)),
    _Map("log1p", "log(1 + x), where x is {}", np.log1p),
    _Map("softplus", "log(1 + exp(x)), where x is {}", lambda x: np.logaddexp(0, x)),
    _Map("square", "the square of {}", np.square),
    _Map("root", "the square root of {}", np.sqrt),
    _Map("complement", "1 minus {}", lambda x: 1 - x),
    _Map("sigmoid", "the sigmoid of {}", lambda x: 1 / (1 + np.exp(-x))),
    _Map("tanh", "the hyperbolic tangent of {}", np.tanh),
    _Map("positive-part", "{} with 0 in place of negative numbers", lambda x: np.maximum(x, 0)),
    _Map("negative-part", "{} with 0 in place of positive numbers", lambda x: np.minimum(x, 0)),
    _Map("sign", "the sign of {}", np.sign),
    _Map("step", "1 where {} is positive, and 0 elsewhere", lambda x: (x > 0) * 1.0),
    _Map("rounded", "{} rounded to whole numbers", np.round),
    _Map("rounded-1", "{} rounded to 1 decimal place", lambda x: np.round(x, 1)),
    _Map("rounded-2", "{} rounded to 2 decimal places", lambda x: np.round(x, 2)),
    _Map("rounded-3", "{} rounded to 3 decimal places", lambda x: np.round(x, 3)),
    _Map("floor", "{} rounded down to whole numbers", np.floor),
)
# Other activation functions, in place of the one that was asked for.
_ACTIVATIONS = (
    _Map("silu", "x times the sigmoid of x (SiLU), where x is {}", lambda x: x / (1 + np.exp(-x))),
    _Map("gelu", "the GELU of {}", lambda x: x / 2 * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)))),
    _Map("gelu", "x times the sigmoid of 1.702 x, where x is {}", lambda x: x / (1 + np.exp(-1.702 * x))),
    _Map("elu", "the ELU of {}", lambda x: np.where(x > 0, x, np.expm1(np.minimum(x, 0)))),
    _Map("softsign", "x / (1 + |x|), where x is {}", lambda x: x / (1 + np.abs(x))),
)


def _running_mean(x: Array) -> Array:
    count = np.arange(1, len(x) + 1).reshape(-1, *[1] * (x.ndim - 1))
    return np.asarray(x.cumsum(0) / count)


def _composed(outer: _Map, inner: _Map) -> _Map:
    def apply(x: Array) -> Array | None:
        y = inner.apply(x)
        return None if y is None else outer.apply(y)

    return _Map(f"{outer.id}-{inner.id}", outer.words.format(inner.words), apply)


# Simple ones first: where several hold in every call, fresh ones included, they agree, and the first is said.
_OF_RIGHT = (
    *_MAPPED,
    *_ARRANGED,
    *_REDUCED,
    *_MIXED,
    *(_composed(outer, inner) for outer, inner in product(_REDUCED[:2], _MAPPED) if inner.id in ("absolute", "square")),
)
_OF_ARGUMENT = (
    _SAME,
    *_MAPPED,
    *_ACTIVATIONS,
    *_MIXED,
    *_REDUCED,
    *(
        _composed(outer, inner)
        for outer, inner in product(_REDUCED, _MAPPED)
        if inner.id in ("absolute", "square", "exp", "negative")
    ),
    *(
        _composed(outer, inner)
        for outer, inner in product(_MAPPED, _REDUCED)
        if outer.id in ("root", "negative", "log")
    ),
    *(_composed(outer, inner) for outer, inner in product(_MAPPED, _MIXED) if outer.id in ("log", "negative-log")),
)


def number(value: float) -> str:
    return f"{value:.{_DIGITS}g}"


def find(leaves: Sequence[Leaf]) -> Iterator[Claim]:
    """Claims that hold for all ``leaves``, which are of one subject; the simplest first."""
    told = [leaf for leaf in leaves if leaf.wrong]
    if not told:
        return
    if told[0].subject == RESULT:
        yield from _kinds(told)
    if not all(leaf.numeric for leaf in told):
        return
    yield from _overflow(told, some=len(told) < len(leaves))
    told = [leaf for leaf in leaves if leaf.numeric and leaf.finite and leaf.got.size <= _MOST_ENTRIES]
    told.sort(key=lambda leaf: (not leaf.wrong, leaf.got.size < 2, leaf.got.size))
    told = [leaf for leaf in told if leaf.wrong][:_MOST_LEAVES] + [leaf for leaf in told if not leaf.wrong][:10]
    if any(leaf.off for leaf in told):
        with np.errstate(all="ignore"):
            yield from _numbers(told)
    yield from _among(leaves)
    yield from _shapes(told)
    if any(leaf.off for leaf in told):
        yield from _properties(told)


def apart(subject: str, right: Sequence[str]) -> Claim:
    """One part of the answers is wrong, the others are right. To be proved by the caller, who knows all parts."""
    listed = "; ".join(other[0].lower() + other[1:] for other in right)
    sentence = f"{subject} is wrong. These parts are right: {listed}."
    if subject == GRADIENT:
        sentence = "The values are right, but the gradient is not."
    return Claim(f"relation:part-{subject.lower().replace(' ', '-')}", sentence, subject, PLACE, lambda leaf: True)


# -- kinds ----------------------------------------------------------------------------------------------------------


def _kinds(wrong: Sequence[Leaf]) -> Iterator[Claim]:
    said = {leaf.other_kind for leaf in wrong}
    inner = {any(word == "entry" for word, _, _ in leaf.places) for leaf in wrong}
    if len(said) == len(inner) == 1 and (kind := said.pop()) is not None:
        id, words = kind
        what = "An entry of the result" if inner.pop() else RESULT
        yield Claim(f"relation:{id}", f"{what} is {words}.", RESULT, RELATION, lambda leaf: leaf.other_kind == kind)


def _overflow(wrong: Sequence[Leaf], *, some: bool) -> Iterator[Claim]:
    """Right wherever it is finite. ``some``: whether it is right anywhere."""
    if all(not leaf.finite for leaf in wrong):
        subject = wrong[0].subject
        where = " for some inputs, and right for the others" if some else ""
        yield Claim(
            "relation:not-finite",
            f"{_spoken(subject)} is NaN or infinite{where}. Look for a number that is too large for float32, a division by "
            "0, or a logarithm of 0.",
            subject,
            CONDITION,
            lambda leaf: not leaf.finite or (some and not leaf.wrong),
        )


def _spoken(subject: str) -> str:
    return "The values are right, but the gradient" if subject == GRADIENT else subject


# -- numbers --------------------------------------------------------------------------------------------------------


def _numbers(told: Sequence[Leaf]) -> Iterator[Claim]:
    found = [*_constants(told)]
    for words, source, maps in _sources(told[0]):
        for each in maps:
            found += _fitted(told, each, words, source)
    found += [*_shifted(told), *_summed(told), *_bounded(told)]
    for id, words, predict in found:
        claim = _claim(id, _of_axes(words, told), told[0].subject, predict)
        if all(map(claim.holds, told)):
            yield claim
    yield from _conditions(told)
    yield from _proportions(told)


def _of_axes(words: str, told: Sequence[Leaf]) -> str:
    """The words, with rows or with entries alone where all right answers have rows, or none has."""
    axes = {leaf.expected.ndim for leaf in told}
    for both, row, entry in (("rows or entries", "rows", "entries"), ("row or entry", "row", "entry")):
        if axes == {1} or min(axes) > 1:
            words = words.replace(both, entry if axes == {1} else row)
    return words


def _claim(id: str, words: str, subject: str, predict: Predict, *, rank: int = RELATION) -> Claim:
    def holds(leaf: Leaf) -> bool:
        with np.errstate(all="ignore"):
            return leaf.numeric and explains(leaf, predict)

    return Claim(f"relation:{id}", f"{_spoken(subject)} {words}.", subject, rank, holds)


def explains(leaf: Leaf, predict: Predict) -> bool:
    """Whether a prediction equals the student's answer, and lies much closer to it than the right answer does."""
    predicted = predict(leaf)
    if predicted is None or np.shape(predicted) != leaf.got.shape:
        return False
    known = np.isfinite(predicted)
    if leaf.expected.shape == known.shape:
        known |= ~np.isfinite(leaf.expected)  # the logarithm of what has been rounded to 0 predicts nothing
    if (known.size and not known.any()) or not same(leaf.got[known], predicted[known], 1e-3, leaf.noise):
        return False
    if leaf.got.shape != leaf.expected.shape or not leaf.wrong:
        return True
    finite = np.isfinite(leaf.got) & np.isfinite(leaf.expected) & np.isfinite(predicted)
    off = np.abs(leaf.got - predicted)[finite].max(initial=0.0)
    apart = np.abs(leaf.got - leaf.expected)[finite].max(initial=0.0)
    scale = np.abs(leaf.expected[finite]).max(initial=0.0)
    return bool(off <= 0.1 * apart + 2e-6 * scale + leaf.noise)


_Source = Callable[[Leaf], Any]


def _sources(leaf: Leaf) -> Iterator[tuple[str, _Source, Sequence[_Map]]]:
    """What the answers may be computed from: the right ones, arguments, and both together."""
    yield _RIGHT, lambda leaf: leaf.expected, (_SAME, *_OF_RIGHT)
    for place, name in enumerate(leaf.names[: len(leaf.args)] if leaf.subject != GRADIENT else ()):
        if isinstance(leaf.args[place], np.ndarray) and leaf.args[place].ndim:
            yield name, functools.partial(_argument, place), _OF_ARGUMENT
            for id, words, binary in _BINARY:
                both = functools.partial(_combined, binary, place)
                yield words.format(_RIGHT, name), both, (_Map(id, "{}", lambda x: x),)


def _argument(place: int, leaf: Leaf) -> Any:
    return leaf.args[place] if place < len(leaf.args) else None


_BINARY: tuple[tuple[str, str, Callable[[Array, Array], Array]], ...] = (
    ("plus-argument", "{} plus {}", np.add),
    ("minus-argument", "{} minus {}", np.subtract),
    ("times-argument", "{} times {}", np.multiply),
    ("over-argument", "{} divided by {}", np.divide),
    ("minus-maximum", "{} minus the largest entry of each row of {}", lambda e, a: e - a.max(-1)),
    ("plus-maximum", "{} plus the largest entry of each row of {}", lambda e, a: e + a.max(-1)),
)


def _combined(binary: Callable[[Array, Array], Array], place: int, leaf: Leaf) -> Array | None:
    try:
        return binary(leaf.expected, leaf.args[place])
    except (ValueError, IndexError):
        return None


def _applied(each: _Map, source: Callable[[Leaf], Any]) -> Predict:
    def apply(leaf: Leaf) -> Array | None:
        x = source(leaf)
        if not isinstance(x, np.ndarray) or x.size == 0:
            return None
        y = each.apply(x)
        if y is None:
            return None
        # MXNet's legacy arrays have no shape (): a number for all is of shape (1,).
        return np.reshape(y, (1,)) if np.ndim(y) == 0 and np.shape(leaf.got) == (1,) else np.asarray(y)

    return apply


def _fitted(told: Sequence[Leaf], each: _Map, source_words: str, source: Callable[[Leaf], Any]) -> Iterator[_Found]:
    """The map itself, a constant times it, a constant more than it, or a named quantity times it."""
    value = _applied(each, source)
    words = each.words.format(source_words)
    of_right = source_words == _RIGHT
    trivial = of_right and not each.id
    wrong = [leaf for leaf in told if leaf.wrong]
    ratios = []
    for leaf in wrong:
        x = value(leaf)
        ratio = None if x is None or x.shape != leaf.got.shape else _ratio(leaf.got, x, leaf.noise)
        if ratio is None:
            return
        ratios.append(ratio)
    id = "-".join(filter(None, ("" if source_words.startswith(_RIGHT) else "argument", each.id))) or "right"
    if not trivial:
        yield id, f"is {words}", value
    clear = [ratio for ratio in ratios if ratio]
    if not clear:
        return
    factor = float(np.median(clear))
    if abs(factor - 1) > 1e-6 and np.isfinite(factor) and each not in _MAPPED:
        rounded = float(number(factor))
        factor = rounded if abs(rounded - factor) < 1e-4 * abs(factor) else factor
        said = _times(factor, words)
        if trivial and abs(factor - 100) < 1e-3 and all(_is_share(leaf) for leaf in wrong):
            said += ": a percentage"
        yield _factor_id(id, factor, trivial), said, lambda leaf: _scaled(value(leaf), factor)
    for quantity, phrase in _quantities(wrong[0]) if each not in _REDUCED else ():
        sizes = [_quantity(leaf, quantity) or 0.0 for leaf in wrong]
        if len(set(sizes)) < 2 or not all(sizes):
            continue
        for verb, power, said in (("divided", -1, "divided by"), ("multiplied", 1, "times")):
            for sign in (1, -1):
                if abs(ratios[0] * sign / sizes[0] ** power - 1) < 1e-3:
                    yield (
                        f"{verb}-by-{quantity[0]}" if trivial else f"{id}-{verb}-by-{quantity[0]}",
                        f"is {'the negative of ' if sign < 0 else ''}{words} {said} {phrase}",
                        functools.partial(_by_quantity, value, quantity, sign, power),
                    )


def _is_share(leaf: Leaf) -> bool:
    return leaf.subject == RESULT and bool(((leaf.expected >= 0) & (leaf.expected <= 1)).all())


def _by_quantity(value: _Source, quantity: tuple[str, int], sign: int, power: int, leaf: Leaf) -> Array | None:
    return _scaled(value(leaf), sign * (_quantity(leaf, quantity) or np.nan) ** power)


def _scaled(x: Array | None, factor: float) -> Array | None:
    return None if x is None else np.asarray(x * factor)


def _ratio(got: Array, x: Array, noise: float = 1e-7) -> float | None:
    """How many times ``x`` ``got`` is, where it is the same everywhere; 0 where both are 0; ``None`` where it is not."""
    finite = np.isfinite(x) & np.isfinite(got)
    if not finite.all() and not np.array_equal(np.isfinite(x), np.isfinite(got)):
        return None
    g, e = got[finite].ravel(), x[finite].ravel()
    size = float(e @ e)
    if size == 0:
        return 0.0 if not (np.abs(g) > noise).any() else None
    ratio = float(g @ e) / size
    if ratio == 0 or not same(g, ratio * e, 1e-3, noise):
        return None
    return ratio


def _factor_id(id: str, factor: float, trivial: bool) -> str:
    stem = "factor" if trivial else f"{id}-factor"
    return "sign" if trivial and factor == -1 else stem


def _times(factor: float, words: str) -> str:
    if factor == -1:
        return f"is the negative of {words}"
    inverse = round(1 / factor, 6)
    if 1 < inverse < 1e6 and abs(inverse - round(inverse)) < 1e-4 * abs(inverse):
        return f"is {words} divided by {round(inverse)}"
    shown = number(factor) if number(abs(factor)) != "1" else f"{factor:.6g}"  # 1.0002 is not 1
    return f"is {shown} times {words}"


def _shifted(told: Sequence[Leaf]) -> Iterator[_Found]:
    """The right one and a constant, or a constant times it and a constant."""
    wrong = [leaf for leaf in told if leaf.wrong and leaf.got.size]
    if not wrong or any(leaf.got.shape != leaf.expected.shape for leaf in wrong):
        return
    shift = float(np.median([np.median(leaf.got - leaf.expected) for leaf in wrong]))
    if shift:
        words = f"is the right one {'plus' if shift > 0 else 'minus'} {number(abs(shift))}"
        yield "offset", words, lambda leaf: np.asarray(leaf.expected + shift)
    for quantity, phrase in _quantities(wrong[0]):
        sizes = [_quantity(leaf, quantity) or 0.0 for leaf in wrong]
        if quantity[0] == "argument" or "root" in quantity[0] or len(set(sizes)) < 2 or min(sizes) <= 0:
            continue
        for sign, word in ((1, "plus"), (-1, "minus")):
            predict = functools.partial(_plus_logarithm, quantity, sign)
            yield f"{word}-log-{quantity[0]}", f"is the right one {word} the logarithm of {phrase}", predict
    g = np.concatenate([leaf.got.ravel() for leaf in wrong])
    e = np.concatenate([leaf.expected.ravel() for leaf in wrong])
    for sign in (1, -1):  # log(x + c) or -log(x + c), where the right one is log(x) or -log(x)
        inside = float(np.nanmedian(np.exp(sign * g) - np.exp(sign * e)))
        if inside and np.isfinite(inside):
            done = "added" if inside > 0 else "subtracted"
            words = f"is what comes out if {number(abs(inside))} is {done} inside the logarithm"
            yield "inside-logarithm", words, functools.partial(_inside, sign, inside)
    usable = np.isfinite(g) & np.isfinite(e)
    if usable.sum() < 4 or np.ptp(e[usable]) == 0:
        return
    slope, shift = map(float, np.polyfit(e[usable], g[usable], 1))
    size = float(np.abs(g[usable]).max())
    slope, shift = float(number(slope)), float(number(shift))
    if abs(slope) * float(np.abs(e[usable]).max()) > 1e-4 * size and abs(shift) > 1e-4 * size and slope != 1:
        words = f"is {number(slope)} times the right one {'plus' if shift > 0 else 'minus'} {number(abs(shift))}"
        yield "affine", words, lambda leaf: np.asarray(leaf.expected * slope + shift)


def _plus_logarithm(quantity: tuple[str, int], sign: int, leaf: Leaf) -> Array:
    return np.asarray(leaf.expected + sign * np.log(_quantity(leaf, quantity) or np.nan))


def _summed(told: Sequence[Leaf]) -> Iterator[_Found]:
    """The right one and a multiple of an argument; the multiple may be in proportion to a number among the arguments."""
    wrong = [leaf for leaf in told if leaf.wrong and leaf.got.shape == leaf.expected.shape]
    for place, name in enumerate(told[0].names[: len(told[0].args)]):
        values = [_argument(place, leaf) for leaf in wrong]
        if not wrong or any(
            _shape(x) != leaf.got.shape or not leaf.got.ndim for x, leaf in zip(values, wrong, strict=True)
        ):
            continue
        found = [_ratio(leaf.got - leaf.expected, x, leaf.noise) for x, leaf in zip(values, wrong, strict=True)]
        ratios = np.array([np.nan if ratio is None else ratio for ratio in found])
        if not np.isfinite(ratios).all():
            continue
        scales: list[tuple[str, str, Callable[[Leaf], float]]] = [("", "", lambda leaf: 1.0)]
        for other, rate in enumerate(told[0].names[: len(told[0].args)]):
            if _shape(told[0].args[other]) == ():
                scales.append((f"-{_id_of(rate)}", f"{rate} times ", functools.partial(_scalar, other)))
        for id, words, scale in scales:
            factor = float(np.median(ratios / np.array([scale(leaf) for leaf in wrong])))
            factor = float(number(factor)) if np.isfinite(factor) else 0.0
            if factor:
                times = "" if abs(factor) == 1 else f"{number(abs(factor))} times "
                said = f"is the right one {'plus' if factor > 0 else 'minus'} {times}{words}{name}"
                yield f"plus{id}-{_id_of(name)}", said, functools.partial(_sum, factor, scale, place)


def _shape(value: Any) -> tuple[int, ...] | None:
    return value.shape if isinstance(value, np.ndarray) else None


def _id_of(name: str) -> str:
    return name.strip("`").replace(" ", "-")


def _scalar(place: int, leaf: Leaf) -> float:
    value = _argument(place, leaf)
    return float(value) if _shape(value) == () else np.nan


def _sum(factor: float, scale: Callable[[Leaf], float], place: int, leaf: Leaf) -> Array | None:
    value = _argument(place, leaf)
    if _shape(value) != leaf.expected.shape:
        return None
    return np.asarray(leaf.expected + factor * scale(leaf) * value)


def _inside(sign: int, constant: float, leaf: Leaf) -> Array:
    return np.asarray(leaf.expected + sign * np.log1p(constant * np.exp(-sign * leaf.expected)))


def _quantities(leaf: Leaf) -> Iterator[tuple[tuple[str, int], str]]:
    yield ("rows", -1), "the number of its rows or entries"
    yield ("size", -1), "the number of all entries"
    for place, value in enumerate(leaf.args):
        if isinstance(value, np.ndarray) and value.ndim:
            of = f" of {leaf.names[place]}" if place < len(leaf.names) else ""
            yield ("argument-rows", place), f"the number of rows{of}"
            yield ("argument-columns", place), f"the number of columns{of}"
            yield ("argument-size", place), f"the number of entries{of}"
            yield ("argument-root-rest", place), f"the square root of the number of entries in each row{of}"
            yield ("argument-root-lines", place), f"the square root of the number of entries in each column{of}"
            yield ("argument-root-size", place), f"the square root of the number of entries{of}"
            yield ("argument-root-columns", place), f"the square root of the number of columns{of}"
            yield ("argument-root-rows", place), f"the square root of the number of rows{of}"
        elif isinstance(value, np.ndarray):
            yield ("argument", place), leaf.names[place] if place < len(leaf.names) else "a numeric argument"
        elif isinstance(value, list) and all(isinstance(batch, list | tuple) for batch in value):
            yield ("batches", place), "the number of batches"
            yield ("examples", place), "the number of examples"


def _quantity(leaf: Leaf, quantity: tuple[str, int]) -> float | None:
    name, place = quantity
    if place < 0:
        return float(leaf.expected.size if name == "size" else len(leaf.expected)) if leaf.expected.ndim else None
    value = _argument(place, leaf)
    if isinstance(value, list):
        if name == "batches":
            return float(len(value))
        try:
            return float(sum(len(batch[-1]) for batch in value))
        except (TypeError, IndexError):
            return None
    if not isinstance(value, np.ndarray) or (value.ndim == 0) != (name == "argument") or not value.size:
        return None
    if name == "argument":
        return float(value)
    rows, columns, entries = len(value), value.shape[-1], value.size
    sizes = {"rows": rows, "columns": columns, "size": entries, "rest": entries / rows, "lines": entries / columns}
    size = sizes[name.rpartition("-")[2]]
    return float(size) ** (0.5 if "root" in name else 1)


def _constants(told: Sequence[Leaf]) -> Iterator[_Found]:
    first = told[0].got + 0.0  # no negative zero
    if first.size and np.isfinite(first).all() and float(np.ptp(first)) == 0:
        constant = float(first.flat[0])
        if told[0].subject == CHANGE and constant == 0:
            yield "unchanged", "is 0: the arrays stay as they were", lambda leaf: np.zeros_like(leaf.expected)
        elif told[0].subject == GRADIENT and constant == 0:
            yield "no-gradient", _NO_GRADIENT, lambda leaf: np.zeros_like(leaf.expected)
        else:
            words = f"is always {number(constant)}"
            yield "always", words, lambda leaf: np.full(leaf.got.shape, constant)


def _bounded(told: Sequence[Leaf]) -> Iterator[_Found]:
    """The right answers, but never above or below a bound."""
    wrong = [leaf for leaf in told if leaf.wrong and leaf.got.shape == leaf.expected.shape]
    if not wrong:
        return
    top, bottom = max(float(leaf.got.max()) for leaf in wrong), min(float(leaf.got.min()) for leaf in wrong)
    size = max(abs(top), abs(bottom))
    reaching = sum(int((np.abs(leaf.got - top) <= 1e-4 * size).sum()) for leaf in wrong)
    if reaching > 1 and any((leaf.expected > top + 1e-3 * size).any() for leaf in wrong):
        yield (
            "bounded-above",
            f"never exceeds {number(top)}: larger numbers are cut off there",
            lambda leaf: np.minimum(leaf.expected, top),
        )
    reaching = sum(int((np.abs(leaf.got - bottom) <= 1e-4 * size).sum()) for leaf in wrong)
    if reaching > 1 and any((leaf.expected < bottom - 1e-3 * size).any() for leaf in wrong):
        yield (
            "bounded-below",
            f"is never below {number(bottom)}: smaller numbers are cut off there",
            lambda leaf: np.maximum(leaf.expected, bottom),
        )
    if top > 0 and bottom < 0:
        yield (
            "bounded",
            f"always stays between {number(bottom)} and {number(top)}: numbers beyond are cut off there",
            lambda leaf: np.clip(leaf.expected, bottom, top),
        )


def _multiple(source: Callable[[Leaf], Any], factor: float, leaf: Leaf) -> Any:
    return source(leaf) * factor


# -- conditions -----------------------------------------------------------------------------------------------------

Where = Callable[[Leaf], "Array | None"]


def _conditions(told: Sequence[Leaf]) -> Iterator[Claim]:
    """Wrong in some entries only: which, and what stands there."""
    if any(leaf.got.shape != leaf.expected.shape or not leaf.got.ndim for leaf in told) or _is_record(told[0]):
        return
    masks, clear = [_off(leaf) for leaf in told], [_clear(leaf) for leaf in told]
    if all(mask.all() for mask in masks if mask.any()) or not any(mask.any() for mask in masks):
        return
    for id, words, where in _places(told, masks, clear):
        if not all(_matches(where(leaf), *each) for leaf, *each in zip(told, masks, clear, strict=True)):
            continue
        words = _of_axes(words, told)
        for what_id, what, predict in _there(told, masks, where):
            claim = _claim(f"{id}-{what_id}", f"{what} {words}", told[0].subject, predict, rank=CONDITION)
            if all(map(claim.holds, told)):
                yield claim
        if id not in ("negative", "positive", "zero"):  # which says little of the mistake
            yield _condition(id, words, told[0].subject, where)


def _is_record(leaf: Leaf) -> bool:
    """Whether it is a record that a driver keeps: its rows and columns mean nothing to a student."""
    return leaf.subject.startswith("What ")


def _condition(id: str, words: str, subject: str, where: Where) -> Claim:
    def holds(leaf: Leaf) -> bool:
        if not leaf.numeric or leaf.got.shape != leaf.expected.shape:
            return False
        with np.errstate(all="ignore"):
            return _matches(where(leaf), _off(leaf), _clear(leaf))

    return Claim(f"relation:only-{id}", f"{_spoken(subject)} is wrong only {words}.", subject, PLACE, holds)


def _among(leaves: Sequence[Leaf]) -> Iterator[Claim]:
    """Wrong in some places of lists only, for instance from the second step on."""
    for axis, (word, _, _) in enumerate(leaves[0].places):
        for id, words, test in (
            ("first", f"only in the first {word}", lambda place, length: place == 0),
            ("later", f"after the first {word}, not in it", lambda place, length: place > 0),
            ("last", f"only in the last {word}", lambda place, length: place == length - 1),
            ("earlier", f"before the last {word}, not in it", lambda place, length: place < length - 1),
        ):
            among = functools.partial(_wrong_where, axis, word, test)
            if all(map(among, leaves)) and any(len(leaf.places) > axis and leaf.places[axis][2] > 1 for leaf in leaves):
                subject = leaves[0].subject
                yield Claim(f"relation:{id}-{word}", f"{_spoken(subject)} is wrong {words}.", subject, PLACE, among)


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
        name = _id_of(quoted)
        if not isinstance(told[0].args[place], np.ndarray):
            continue

        def of(test: Callable[[Array], Array], place: int = place) -> Where:
            def where(leaf: Leaf) -> Array | None:
                value = _argument(place, leaf)
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
    values = [_argument(place, leaf) for leaf in told]
    if any(_shape(value) != mask.shape for value, mask in zip(values, masks, strict=True)):
        return None
    wrong = np.concatenate([value[mask] for value, mask in zip(values, masks, strict=True)])
    right = np.concatenate([value[~mask & sure] for value, mask, sure in zip(values, masks, clear, strict=True)])
    if not wrong.size or not np.isfinite(wrong).all():
        return None
    low, high = wrong.min(), wrong.max()
    below, above = right[right < low], right[right > high]
    if not below.size or not above.size or len(below) + len(above) < len(right):
        return None
    bottom = 0.0 if below.max() <= 0 <= low else float(low + below.max()) / 2
    return bottom, float(high + above.min()) / 2


def _threshold(
    told: Sequence[Leaf], masks: Sequence[Array], clear: Sequence[Array], place: int, sign: int
) -> float | None:
    inside, outside = -np.inf, np.inf
    for leaf, mask, sure in zip(told, masks, clear, strict=True):
        value = _argument(place, leaf)
        if not isinstance(value, np.ndarray) or value.shape != mask.shape:
            return None
        inside = max(inside, float((sign * value)[~mask & sure].max(initial=-np.inf)))
        outside = min(outside, float((sign * value)[mask].min(initial=np.inf)))
    if not np.isfinite([inside, outside]).all() or inside >= outside:
        return None
    return (inside + outside) / 2


def _there(told: Sequence[Leaf], masks: Sequence[Array], where: Where) -> Iterator[_Found]:
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
    sources: list[tuple[str, str, Callable[[Leaf], Any]]] = [("right", _RIGHT, lambda leaf: leaf.expected)]
    for place, name in enumerate(told[0].names[: len(told[0].args)]):
        if isinstance(told[0].args[place], np.ndarray) and told[0].args[place].shape == told[0].got.shape:
            sources.append((_id_of(name), name, functools.partial(_argument, place)))
    for name, words, source in sources:
        values = [source(leaf) for leaf in told]
        if any(_shape(x) != mask.shape for x, mask in zip(values, masks, strict=True)):
            continue
        ratio = _ratio(got, np.concatenate([x[mask] for x, mask in zip(values, masks, strict=True)]))
        if ratio:
            factor = float(number(ratio))
            said = words if factor == 1 else f"{number(factor)} times {words}"
            yield (
                f"{name}-times",
                f"is {said}",
                put(functools.partial(_multiple, source, factor)),
            )


# -- properties -----------------------------------------------------------------------------------------------------


def _proportions(told: Sequence[Leaf]) -> Iterator[Claim]:
    """The right one, but for a factor or a number added that is the same within each array, row or column."""
    wrong = [leaf for leaf in told if leaf.wrong]
    if any(leaf.got.shape != leaf.expected.shape for leaf in wrong) or _is_record(told[0]):
        return
    for axis, name, of, where in (
        (None, "", "", "from call to call"),
        (-1, "-rows", " within each row", "from row to row"),
        (0, "-columns", " within each column", "from column to column"),
    ):
        if axis is not None and any(leaf.got.ndim != 2 for leaf in wrong):
            return
        # Two numbers are always in some proportion; three are not.
        if sum(_least_along(leaf, axis) >= 3 for leaf in wrong) < 3:
            continue
        same_number = (
            f"a number that is the same{of}, and differs" if of else "one number for all entries, which differs"
        )
        for id, words, predict in (
            ("scaled", f"has the right proportions{of}, but the wrong size: the factor differs {where}", _scaled_along),
            ("moved", f"differs from the right one by {same_number} {where}", _moved_along),
        ):
            claim = _claim(f"{id}{name}", words, told[0].subject, functools.partial(predict, axis), rank=PLACE)
            if all(map(claim.holds, told)):
                yield claim


def _least_along(leaf: Leaf, axis: int | None) -> int:
    """The least number of entries along an axis for which the right one is not 0."""
    return int((leaf.expected != 0).sum(axis).min(initial=10)) if leaf.expected.size else 0


def _scaled_along(axis: int | None, leaf: Leaf) -> Array | None:
    if leaf.got.shape != leaf.expected.shape or not np.isfinite(leaf.got).all():
        return None
    squares = (leaf.expected**2).sum(axis, keepdims=True)
    factor = (leaf.got * leaf.expected).sum(axis, keepdims=True) / np.where(squares > 0, squares, 1)
    return np.asarray(factor * leaf.expected) if ((factor > 0) | (squares == 0)).all() else None


def _moved_along(axis: int | None, leaf: Leaf) -> Array | None:
    if leaf.got.shape != leaf.expected.shape or not np.isfinite(leaf.got).all():
        return None
    return np.asarray(leaf.expected + (leaf.got - leaf.expected).mean(axis, keepdims=True))


def _shapes(told: Sequence[Leaf]) -> Iterator[Claim]:
    """All wrong answers have a wrong shape."""
    if not any(leaf.wrong for leaf in told):
        return
    for id, words, test in (
        ("fewer-axes", "has too few axes", lambda leaf: leaf.got.ndim < leaf.expected.ndim),
        ("more-axes", "has too many axes", lambda leaf: leaf.got.ndim > leaf.expected.ndim),
        (
            "other-shape",
            "has the right number of axes, but the wrong length along one of them",
            lambda leaf: leaf.got.ndim == leaf.expected.ndim and leaf.got.shape != leaf.expected.shape,
        ),
    ):
        yield from _of_all_wrong(told, id, words, test)


def _properties(told: Sequence[Leaf]) -> Iterator[Claim]:
    """What is true of every right answer, and of no wrong one."""
    if any(leaf.got.shape != leaf.expected.shape for leaf in told) or _is_record(told[0]):
        return
    for id, words, broken in (
        ("negative-entries", "has negative entries, where the right one has none", _negative),
        ("row-sums", "has rows that do not sum to 1, as they should", _other_sums),
        ("never-zero", "is nowhere 0 where the right one is 0", _nowhere_zero),
        ("above-one", "has entries above 1, where the right one has none", _above_one),
    ):
        yield from _of_all_wrong(told, id, words, broken)


def _of_all_wrong(told: Sequence[Leaf], id: str, words: str, test: Callable[[Leaf], bool]) -> Iterator[Claim]:
    """The claim that ``test`` holds for every wrong answer, if it does."""

    def holds(leaf: Leaf) -> bool:
        return not leaf.wrong or (leaf.numeric and test(leaf))

    if all(map(holds, told)):
        yield Claim(f"relation:{id}", f"{_spoken(told[0].subject)} {words}.", told[0].subject, PLACE, holds)


def _negative(leaf: Leaf) -> bool:
    return bool((leaf.expected >= 0).all() and (leaf.got < -1e-4 * np.abs(leaf.expected).max(initial=0.0)).any())


def _above_one(leaf: Leaf) -> bool:
    share = ((leaf.expected >= 0) & (leaf.expected <= 1 + 1e-6)).all()
    return bool(share and (leaf.got > 1.001).any())


def _other_sums(leaf: Leaf) -> bool:
    if leaf.expected.ndim != 2:
        return False
    return np.allclose(leaf.expected.sum(-1), 1, atol=1e-4) and not np.isclose(leaf.got.sum(-1), 1, atol=1e-3).any()


def _nowhere_zero(leaf: Leaf) -> bool:
    zero = leaf.expected == 0
    return bool(zero.any() and (np.abs(leaf.got[zero]) > 1e-6).all())
