"""Finds one simple relation between a function's answers and the right ones that holds in every call.

Pure NumPy: from the parts of many answers (`leaves`) to claims in words. A claim found here is a conjecture, until it has held
on fresh inputs, too (`diagnosis`). Must not know rooms, checks or any assignment.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from .claims import (
    CONDITION,
    PLACE,
    PROBE,
    RELATION,
    RIGHT,
    Claim,
    Found,
    Predict,
    argument,
    claim_of,
    id_of,
    number,
    of_axes,
    ratio_of,
    shape_of,
    spoken,
)
from .leaves import CHANGE, GRADIENT, RESULT, Array, Leaf
from .maps import BINARY, MAPPED, OF_ARGUMENT, OF_PAIR, OF_RIGHT, OF_ROWS, PAIRED, REDUCED, SAME, Map, filled
from .places import among_others, conditions
from .properties import pictures, properties, proportions, shapes

_MOST_LEAVES, _MOST_ENTRIES = 40, 100_000
_NO_GRADIENT = "is 0 everywhere. Look for an operation that autograd does not record, or whose slope is 0"


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
    yield from among_others(leaves)
    yield from shapes(told)
    if any(leaf.off for leaf in told):
        yield from properties(told)
        yield from pictures(told)


def apart(subject: str, right: Sequence[str]) -> Claim:
    """One part of the answers is wrong, the others are right. To be proved by the caller, who knows all parts."""
    listed = "; ".join(other[0].lower() + other[1:] for other in right)
    sentence = f"{subject} is wrong. These parts are right: {listed}."
    if subject == GRADIENT:
        sentence = "The values are right, but the gradient is not."
    return Claim(f"relation:part-{subject.lower().replace(' ', '-')}", sentence, subject, PLACE, lambda leaf: True)


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
        where = " for some inputs, and is right for the others" if some else ""
        yield Claim(
            "relation:not-finite",
            f"{spoken(subject)} contains NaN or infinity{where}. Look for a number too large for float32, a division by 0, "
            "or a logarithm of 0 or less.",
            subject,
            CONDITION,
            lambda leaf: not leaf.finite or (some and not leaf.wrong),
        )


def _numbers(told: Sequence[Leaf]) -> Iterator[Claim]:
    found = [*_constants(told)]
    for words, source, maps in (*_sources(told[0]), *_pairs(told[0])):
        for each in maps:
            found += _fitted(told, each, words, source)
    found += [*_shifted(told), *_bounded(told), *_mixed(told), *_tempered(told), *_shortened(told)]
    found += _added(told, _arguments(told[0]))
    # What a variant, a condition or a probe says in simpler words comes before the others.
    late = [*_added(told, _pairs(told[0])), *_of_rows(told)]
    for rank, each_found in ((RELATION, found), (CONDITION, _between_bounds(told)), (PROBE, late)):
        for id, words, predict in each_found:
            claim = claim_of(id, of_axes(words, told), told[0].subject, predict, rank=rank)
            if all(map(claim.holds, told)):
                yield claim
    yield from conditions(told)
    yield from proportions(told)


_Source = Callable[[Leaf], Any]


def _sources(leaf: Leaf) -> Iterator[tuple[str, _Source, Sequence[Map]]]:
    """What the answers may be computed from: the right ones, arguments, and both together."""
    yield RIGHT, lambda leaf: leaf.expected, (SAME, *OF_RIGHT)
    yield from _arguments(leaf)
    for place, name in _named_arrays(leaf):
        for id, words, binary in BINARY:
            yield words.format(RIGHT, name), functools.partial(_combined, binary, place), (Map(id, "{}", lambda x: x),)


def _arguments(leaf: Leaf) -> Iterator[tuple[str, _Source, Sequence[Map]]]:
    for place, name in _named_arrays(leaf):
        yield name, functools.partial(argument, place), OF_ARGUMENT


def _named_arrays(leaf: Leaf) -> list[tuple[int, str]]:
    if leaf.subject == GRADIENT:
        return []
    named = enumerate(leaf.names[: len(leaf.args)])
    return [
        (place, name) for place, name in named if isinstance(leaf.args[place], np.ndarray) and leaf.args[place].ndim
    ]


def _pairs(leaf: Leaf) -> Iterator[tuple[str, _Source, Sequence[Map]]]:
    """Two arguments together, for a result with one number for each of their rows."""
    places = [place for place, value in enumerate(leaf.args[: len(leaf.names)]) if len(shape_of(value) or ()) == 2]
    if leaf.subject != RESULT or leaf.got.ndim > 1:
        return
    for one, other in itertools.combinations(places, 2):
        for id, words, binary in PAIRED:
            said = words.format(leaf.names[one], leaf.names[other])
            yield (
                said,
                functools.partial(_of_two, binary, one, other),
                [replace(each, id=f"{id}-{each.id}") for each in OF_PAIR],
            )


def _of_two(binary: Callable[[Array, Array], Array | None], one: int, other: int, leaf: Leaf) -> Array | None:
    x, y = argument(one, leaf), argument(other, leaf)
    return binary(x, y) if isinstance(x, np.ndarray) and isinstance(y, np.ndarray) else None


def _combined(binary: Callable[[Array, Array], Array], place: int, leaf: Leaf) -> Array | None:
    try:
        return binary(leaf.expected, leaf.args[place])
    except (ValueError, IndexError):
        return None


def _applied(each: Map, source: Callable[[Leaf], Any]) -> Predict:
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


def _fitted(told: Sequence[Leaf], each: Map, source_words: str, source: Callable[[Leaf], Any]) -> Iterator[Found]:
    """The map itself, a constant times it, a constant more than it, or a named quantity times it."""
    value = _applied(each, source)
    words = filled(each.words, source_words)
    of_right = source_words == RIGHT
    trivial = of_right and not each.id
    wrong = [leaf for leaf in told if leaf.wrong]
    ratios = []
    for leaf in wrong:
        x = value(leaf)
        ratio = None if x is None or x.shape != leaf.got.shape else ratio_of(leaf.got, x, leaf.noise)
        if ratio is None:
            return
        ratios.append(ratio)
    id = "-".join(filter(None, ("" if source_words.startswith(RIGHT) else "argument", each.id))) or "right"
    if not trivial:
        yield id, f"is {words}", value
    clear = [ratio for ratio in ratios if ratio]
    if not clear:
        return
    factor = float(np.median(clear))
    if abs(factor - 1) > 1e-6 and np.isfinite(factor) and each not in MAPPED:
        rounded = float(number(factor))
        factor = rounded if abs(rounded - factor) < 1e-4 * abs(factor) else factor
        said = _times(factor, words)
        if trivial and abs(factor - 100) < 1e-3 and all(_is_share(leaf) for leaf in wrong):
            said += ": a percentage"
        yield _factor_id(id, factor, trivial), said, lambda leaf: _scaled(value(leaf), factor)
    for quantity, phrase in _quantities(wrong[0]) if each not in REDUCED and "row-" not in each.id else ():
        sizes = [_quantity(leaf, quantity) or 0.0 for leaf in wrong]
        if len(set(sizes)) < 2 or not all(sizes):
            continue
        for verb, power, said in (("divided", -1, "divided by"), ("multiplied", 1, "times")):
            for sign in (1, -1):
                if abs(ratios[0] * sign / sizes[0] ** power - 1) < 1e-3:
                    yield (
                        f"{verb}-by-{quantity[0]}" if trivial else f"{id}-{verb}-by-{quantity[0]}",
                        f"is {'the negative of ' if sign < 0 else ''}{filled(f'{{}} {said} {phrase}', words)}",
                        functools.partial(_by_quantity, value, quantity, sign, power),
                    )


def _is_share(leaf: Leaf) -> bool:
    return leaf.subject == RESULT and bool(((leaf.expected >= 0) & (leaf.expected <= 1)).all())


def _by_quantity(value: _Source, quantity: tuple[str, int], sign: int, power: int, leaf: Leaf) -> Array | None:
    size = _quantity(leaf, quantity)
    if size is None or (size == 0 and power < 0):
        return None
    return _scaled(value(leaf), sign * size**power)


def _scaled(x: Array | None, factor: float) -> Array | None:
    return None if x is None else np.asarray(x * factor)


def _factor_id(id: str, factor: float, trivial: bool) -> str:
    stem = "factor" if trivial else f"{id}-factor"
    return "sign" if trivial and factor == -1 else stem


def _times(factor: float, words: str) -> str:
    if factor == -1:
        return f"is {filled('minus {}' if ' of ' in words else 'the negative of {}', words)}"
    inverse = round(1 / factor, 6)
    if 1 < inverse < 1e6 and abs(inverse - round(inverse)) < 1e-4 * abs(inverse):
        return f"is {filled(f'{{}} divided by {round(inverse)}', words)}"
    shown = number(factor) if number(abs(factor)) != "1" else f"{factor:.6g}"  # 1.0002 is not 1
    return f"is {filled(f'{shown} times {{}}', words)}"


def _shifted(told: Sequence[Leaf]) -> Iterator[Found]:
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
            yield f"{word}-log-{quantity[0]}", f"is the right one {word} log(n), where n is {phrase}", predict
    g = np.concatenate([leaf.got.ravel() for leaf in wrong])
    e = np.concatenate([leaf.expected.ravel() for leaf in wrong])
    for sign in (1, -1):  # log(x + c) or -log(x + c), where the right one is log(x) or -log(x)
        inside = float(np.nanmedian(np.exp(sign * g) - np.exp(sign * e)))
        if inside and np.isfinite(inside):
            done = "added" if inside > 0 else "subtracted"
            words = f"is what comes out if {number(abs(inside))} is {done} inside the logarithm"
            yield "inside-logarithm", words, functools.partial(_inside, sign, inside)
    inside = float(np.nanmedian(g * g - e * e))
    if inside and np.isfinite(inside) and (g >= 0).all() and (e >= 0).all():
        done = "added" if inside > 0 else "subtracted"
        words = f"is what comes out if {number(abs(inside))} is {done} inside the square root"
        yield "inside-root", words, lambda leaf: np.sqrt(leaf.expected**2 + inside)
    usable = np.isfinite(g) & np.isfinite(e)
    if usable.sum() < 4 or np.ptp(e[usable]) == 0 or all(leaf.got.size == 1 for leaf in wrong):
        return  # of single numbers, such as accuracies, it would say little
    slope, shift = map(float, np.polyfit(e[usable], g[usable], 1))
    size = float(np.abs(g[usable]).max())
    slope, shift = float(number(slope)), float(number(shift))
    if abs(slope) * float(np.abs(e[usable]).max()) > 1e-4 * size and abs(shift) > 1e-4 * size and slope != 1:
        words = f"is {number(slope)} times the right one {'plus' if shift > 0 else 'minus'} {number(abs(shift))}"
        if any(abs(float(f"{value:.2g}") - value) > 1e-6 * abs(value) for value in (slope, shift)) and slope > 0:
            mean, size = -shift / slope, 1 / slope
            words = f"is the right one {'minus' if mean > 0 else 'plus'} {number(abs(mean))}, then divided by {number(size)}"
        yield "affine", words, lambda leaf: np.asarray(leaf.expected * slope + shift)


def _plus_logarithm(quantity: tuple[str, int], sign: int, leaf: Leaf) -> Array:
    return np.asarray(leaf.expected + sign * np.log(_quantity(leaf, quantity) or np.nan))


def _added(told: Sequence[Leaf], sources: Iterable[tuple[str, _Source, Sequence[Map]]]) -> Iterator[Found]:
    """The right one and a multiple of something else; the multiple may be in proportion to a number among the arguments."""
    wrong = [leaf for leaf in told if leaf.wrong and leaf.got.shape == leaf.expected.shape and leaf.got.ndim]
    if not wrong or len(wrong) < sum(leaf.wrong for leaf in told):
        return
    noise = [leaf.noise + 3e-7 * float(np.abs(leaf.expected).max(initial=0.0)) for leaf in wrong]
    scales: list[tuple[str, str, Callable[[Leaf], float]]] = [("", "", lambda leaf: 1.0)]
    for place, name in enumerate(told[0].names[: len(told[0].args)]):
        if shape_of(told[0].args[place]) == ():
            scales.append((f"-{id_of(name)}", f"{name} times ", functools.partial(_scalar, place)))
    for source_words, source, maps in sources:
        for each in maps:
            if each.id in ("positive-part", "negative-part"):
                continue  # a condition says it better
            value, ratios = _applied(each, source), []
            for leaf, least in zip(wrong, noise, strict=True):
                x = value(leaf)
                if x is None or x.shape != leaf.got.shape:
                    break
                ratio = ratio_of(leaf.got - leaf.expected, x, least)
                if not ratio:
                    break
                ratios.append(ratio)
            if len(ratios) < len(wrong):
                continue
            for id, scale_words, scale in scales:
                factor = float(np.median(np.array(ratios) / np.array([scale(leaf) for leaf in wrong])))
                factor = float(number(factor)) if np.isfinite(factor) else 0.0
                if factor:
                    times = "" if abs(factor) == 1 else f"{number(abs(factor))} times "
                    words = f"is the right one {'plus' if factor > 0 else 'minus'} {times}{scale_words}{{}}"
                    said = filled(words, filled(each.words, source_words))
                    name = "-".join(filter(None, (f"plus{id}-{id_of(source_words)}", each.id)))
                    yield name, said, functools.partial(_sum, factor, scale, value)


def _of_rows(told: Sequence[Leaf]) -> Iterator[Found]:
    """The sum or the difference of two numbers for each row, such as a maximum and the entry of the right class."""
    wrong = [leaf for leaf in told if leaf.wrong and leaf.got.ndim == 1]
    first = next((leaf for leaf in wrong if leaf.got.size >= 3), None)
    if first is None or first.subject != RESULT:
        return
    values = [
        (filled(each.words, words), _applied(each, source))
        for words, source, maps in (*_arguments(first), *_pairs(first))
        for each in (OF_ROWS if maps is OF_ARGUMENT else maps[:1])
    ]
    now: list[tuple[str, Predict, Array]] = []
    for words, value in values:
        x = value(first)
        if x is not None and x.shape == first.got.shape and np.isfinite(x).all():
            now.append((words, value, x))
    rows = np.stack([x for _, _, x in now]) if now else np.zeros((0, first.got.size))
    for sign, verb in ((-1, "minus"), (1, "plus")):
        left = np.abs(first.got - rows[:, np.newaxis] - sign * rows) <= 1e-3 * np.abs(first.got).max(initial=0.0)
        for one, other in np.argwhere(left.all(-1)):
            if one != other and rows[other].any():
                words = f"is {now[one][0]}, {verb} {now[other][0]}"
                yield "of-rows", words, functools.partial(_both, now[one][1], now[other][1], sign)


def _both(one: Predict, other: Predict, sign: int, leaf: Leaf) -> Array | None:
    x, y = one(leaf), other(leaf)
    return None if x is None or y is None or x.shape != y.shape else x + sign * y


def _tempered(told: Sequence[Leaf]) -> Iterator[Found]:
    """Shares whose logarithms are a multiple of the right ones: a softmax of scores that are divided by a number."""
    wrong = [leaf for leaf in told if leaf.wrong and leaf.got.shape == leaf.expected.shape and leaf.got.ndim == 2]
    if not wrong or any((leaf.expected <= 0).any() or (leaf.got <= 0).any() for leaf in wrong):
        return
    right, mine = (
        [np.log(x) - np.log(x).mean(-1, keepdims=True) for x in xs]
        for xs in zip(*((leaf.expected, leaf.got) for leaf in wrong), strict=True)
    )
    power = ratio_of(np.concatenate([x.ravel() for x in mine]), np.concatenate([x.ravel() for x in right]))
    if power:
        power = float(number(power))
        factor = f"divided by {number(1 / power)}" if 0 < power < 1 else f"multiplied by {number(power)}"
        yield (
            "tempered",
            f"is what comes out if the scores are {factor} before the softmax",
            functools.partial(_powers, power),
        )


def _powers(power: float, leaf: Leaf) -> Array | None:
    if leaf.expected.ndim != 2 or not np.allclose(leaf.expected.sum(-1), 1, atol=1e-4):
        return None
    powers = leaf.expected**power
    return np.asarray(powers / powers.sum(-1, keepdims=True))


def _scalar(place: int, leaf: Leaf) -> float:
    value = argument(place, leaf)
    return float(value) if shape_of(value) == () else np.nan


def _sum(factor: float, scale: Callable[[Leaf], float], value: Predict, leaf: Leaf) -> Array | None:
    x = value(leaf)
    if x is None or x.shape != leaf.expected.shape:
        return None
    return np.asarray(leaf.expected + factor * scale(leaf) * x)


def _inside(sign: int, constant: float, leaf: Leaf) -> Array:
    return np.asarray(leaf.expected + sign * np.log1p(constant * np.exp(-sign * leaf.expected)))


def _quantities(leaf: Leaf) -> Iterator[tuple[tuple[str, int], str]]:
    yield ("rows", -1), "the number of its rows or entries"
    yield ("size", -1), "the number of its entries"
    for place, value in enumerate(leaf.args):
        if isinstance(value, np.ndarray) and value.ndim:
            of = f" of {leaf.names[place]}" if place < len(leaf.names) else ""
            yield ("argument-rows", place), f"the number of rows{of}"
            yield ("argument-columns", place), f"the number of columns{of}"
            yield ("argument-size", place), f"the number of entries{of}"
            yield ("argument-root-rest", place), f"sqrt(n), where n is the number of entries in each row{of}"
            yield ("argument-root-lines", place), f"sqrt(n), where n is the number of entries in each column{of}"
            yield ("argument-root-size", place), f"sqrt(n), where n is the number of entries{of}"
            yield ("argument-root-columns", place), f"sqrt(n), where n is the number of columns{of}"
            yield ("argument-root-rows", place), f"sqrt(n), where n is the number of rows{of}"
        elif isinstance(value, np.ndarray):
            name = leaf.names[place] if place < len(leaf.names) else "a numeric argument"
            yield ("argument", place), name
            yield ("argument-square-root", place), f"the square root of {name}"
        elif isinstance(value, list) and all(isinstance(batch, list | tuple) for batch in value):
            yield ("batches", place), "the number of batches"
            yield ("examples", place), "the number of examples"


def _quantity(leaf: Leaf, quantity: tuple[str, int]) -> float | None:
    name, place = quantity
    if place < 0:
        return float(leaf.expected.size if name == "size" else len(leaf.expected)) if leaf.expected.ndim else None
    value = argument(place, leaf)
    if isinstance(value, list):
        if name == "batches":
            return float(len(value))
        try:
            return float(sum(len(batch[-1]) for batch in value))
        except (TypeError, IndexError):
            return None
    scalar = name in ("argument", "argument-square-root")
    if not isinstance(value, np.ndarray) or (value.ndim == 0) != scalar or not value.size:
        return None
    if scalar:
        return float(value) if name == "argument" else float(value) ** 0.5 if value > 0 else None
    rows, columns, entries = len(value), value.shape[-1], value.size
    sizes = {"rows": rows, "columns": columns, "size": entries, "rest": entries / rows, "lines": entries / columns}
    size = sizes[name.rpartition("-")[2]]
    return float(size) ** (0.5 if "root" in name else 1)


def _constants(told: Sequence[Leaf]) -> Iterator[Found]:
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


def _mixed(told: Sequence[Leaf]) -> Iterator[Found]:
    """The right one mixed with equal shares for all columns, or with the mean of its row."""
    wrong = [leaf for leaf in told if leaf.wrong and leaf.got.shape == leaf.expected.shape and leaf.got.ndim == 2]
    if not wrong:
        return
    levels: tuple[tuple[str, str, Callable[[Array], Any]], ...] = (
        ("uniform", "plus {} divided by the number of its columns", lambda e: 1 / e.shape[-1]),
        ("row-mean", "plus {} times the mean of its row", lambda e: e.mean(-1, keepdims=True)),
    )
    for id, words, level in levels:
        rest = np.concatenate([(leaf.expected - level(leaf.expected)).ravel() for leaf in wrong])
        lost = np.concatenate([(leaf.expected - leaf.got).ravel() for leaf in wrong])
        share = ratio_of(lost, rest)
        if share and abs(share) < 1:
            share = float(number(share))
            said = f"is {number(1 - share)} times the right one, {words.format(number(share))}"
            yield f"mixed-{id}", said, functools.partial(_mixture, level, share)


def _mixture(level: Callable[[Array], Any], share: float, leaf: Leaf) -> Array | None:
    return np.asarray((1 - share) * leaf.expected + share * level(leaf.expected)) if leaf.expected.ndim == 2 else None


def _shortened(told: Sequence[Leaf]) -> Iterator[Found]:
    """The right one, but where an argument's norm exceeds a bound, divided by how often it does: a clipped gradient."""
    wrong = [leaf for leaf in told if leaf.wrong and leaf.got.shape == leaf.expected.shape]
    for place, name in enumerate(told[0].names[: len(told[0].args)]):
        if not wrong or any(shape_of(argument(place, leaf)) != leaf.got.shape or not leaf.got.ndim for leaf in wrong):
            continue
        ratios = [ratio_of(leaf.got, leaf.expected, leaf.noise) or 0.0 for leaf in wrong]
        bound = float(np.median([ratio * _norm(place, leaf) for ratio, leaf in zip(ratios, wrong, strict=True)]))
        if bound > 0 and all(0 < ratio < 1 for ratio in ratios):
            bound = float(number(bound))
            said = f"is what comes out if {name} is scaled down to the norm {number(bound)} wherever its norm is larger"
            yield f"norm-at-most-{id_of(name)}", said, functools.partial(_at_most, place, bound)


def _norm(place: int, leaf: Leaf) -> float:
    return float(np.sqrt((leaf.args[place] ** 2).sum()))


def _at_most(place: int, bound: float, leaf: Leaf) -> Array | None:
    if shape_of(argument(place, leaf)) != leaf.expected.shape:
        return None
    return np.asarray(leaf.expected * min(1.0, bound / max(_norm(place, leaf), 1e-30)))


def _bounded(told: Sequence[Leaf]) -> Iterator[Found]:
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


def _between_bounds(told: Sequence[Leaf]) -> Iterator[Found]:
    """The right answers, but never above one bound nor below another."""
    wrong = [leaf for leaf in told if leaf.wrong and leaf.got.shape == leaf.expected.shape and leaf.got.size]
    if wrong:
        top, bottom = max(float(leaf.got.max()) for leaf in wrong), min(float(leaf.got.min()) for leaf in wrong)
        yield (
            "bounded",
            f"always stays between {number(bottom)} and {number(top)}: numbers beyond are cut off there",
            lambda leaf: np.clip(leaf.expected, bottom, top),
        )
