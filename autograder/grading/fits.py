"""Variants of the instructor's function with a number in them, such as a temperature or a bound, which is fitted.

One answer of the student's gives the number; the variant with this number must then give all others, like any (`variants`).
Owns which numbers are tried. Must not know rooms, checks or any assignment.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ..room.student import Call
from .answers import close
from .claims import number
from .leaves import Array, plain, results
from .probes import Trial
from .variants import Variant

_ROUNDS = 8  # of Gauss and Newton's method
_STEPS = (1.0, 0.4, 0.1)  # shares of a whole step that are tried
_MOST_FAMILIES = 12  # that are followed: those whose best start is closest
_FEW_RESULTS = 6
_GAIN = 0.7  # a family is given up if a round leaves more than this share of the residual
_CLOSE = 1e-4  # of the largest entry: the residual of a fit
_MOST_ARRAYS = 4  # of one kind, of which each group is exchanged together

Numbers = tuple[float, ...]
Evaluate = Callable[[Sequence[str]], Sequence["Array | None"]]


def _multiplied(factor: float) -> str:
    inverse = 1 / factor if factor else 0.0
    if abs(inverse) > 1 and abs(inverse - round(inverse)) < 1e-6 * abs(inverse):
        return f"divided by {round(inverse)}"
    return f"multiplied by {number(factor)}"


def _scaled(x: str, factor: float) -> str:
    return f"the negative of {x}" if factor == -1 else f"{x} {_multiplied(factor)}"


def _each_scaled(listed: str, factor: float) -> str:
    return f"{listed}, each {_multiplied(factor)}"


def _shifted(x: str, shift: float) -> str:
    return f"{x} {'plus' if shift > 0 else 'minus'} {number(abs(shift))}"


def _limited(x: str, most: float) -> str:
    return f"{x} with its numbers limited to the range from {number(-most)} to {number(most)}"


def _within(x: str, least: float) -> str:
    return f"{x} with its numbers limited to the range from {number(least)} to {1 - least:.6g}"


def _logarithmic(least: float, most: float, count: int) -> list[Numbers]:
    return [(float(value),) for value in np.geomspace(least, most, count)]


@dataclass(frozen=True)
class Change:
    """A change of an array with numbers in it: ``code`` in Python, of ``x`` and the numbers; ``words``: of what x is called."""

    id: str
    code: str
    words: Callable[..., str]
    starts: Sequence[Numbers]


_SCALE = Change(
    "times", "{0} * x", _scaled, [(s * x,) for x in (0.003, 0.03, 0.2, 0.5, 2, 6, 40, 255) for s in (1, -1)]
)
_SHIFT = Change("plus", "x + {0}", _shifted, [(s * x,) for x in (0.05, 0.5, 3) for s in (1, -1)])
_PLUS = Change("plus", "x + {0} * y", _shifted, [(s * x,) for x in (0.2, 1, 5) for s in (1, -1)])  # y: another argument
_LEAK = Change(
    "leak",
    "mx.nd.where(x > 0, x, {0} * x)",
    lambda x, slope: f"{x} with its negative numbers multiplied by {number(slope)}",
    [(0.01,), (0.1,), (0.5,), (-0.5,)],
)
_ABOVE = Change(
    "at-most",
    "mx.nd.minimum(x, {0})",
    lambda x, most: f"{x} with its numbers limited to at most {number(most)}",
    _logarithmic(0.1, 300, 9),
)
_BELOW = Change(
    "at-least",
    "mx.nd.maximum(x, {0})",
    lambda x, least: f"{x} with its numbers limited to at least {number(least)}",
    [*((-value,) for (value,) in _logarithmic(0.1, 300, 9)), *_logarithmic(1e-4, 1, 6)],
)
_LIMITS = Change("limited", "x.clip(-{0}, {0})", _limited, _logarithmic(0.1, 300, 12))
_WITHIN = Change("within", "x.clip({0}, 1 - {0})", _within, _logarithmic(1e-4, 0.2, 6))
_POWER = Change(
    "power",
    "mx.nd.sign(x) * mx.nd.abs(x) ** {0}",
    lambda x, power: f"{x} with each number raised to the power {number(power)}, its sign kept",
    [(0.5,), (1.5,), (3.0,)],
)
_UNIFORM = Change(
    "mixed",
    "x * (1 - {0}) + {0} / x.shape[-1]",
    lambda x, share: f"{number(1 - share)} times {x}, plus {number(share)} divided by its number of columns",
    [(0.01,), (0.1,), (0.4,)],
)
_SMOOTHED = Change(
    "smoothed",
    "x * (1 - {0}) + (1 - x) * {0} / (x.shape[-1] - 1)",
    lambda x, share: f"{x} with {number(share)} of each 1 spread over the zeros of its row",
    [(0.01,), (0.1,), (0.4,)],
)
_STANDARDISED = Change(
    "standardised",
    "(x - {0}) / {1}",
    lambda x, mean, size: f"{x} {'minus' if mean > 0 else 'plus'} {number(abs(mean))}, then divided by {number(size)}",
    [(0.1307, 0.3081), (0.286, 0.353), (0.5, 0.5), (127.5, 127.5), (0.5, 2.0), (-0.5, 2.0)],
)
_LEAST: Sequence[Numbers] = ((1e-5,), (1e-8,), (1e-3,))  # what students add to a variance; sentences leave it out
_ROWS = Change(
    "standardised-rows",
    "standardised(x, -1, {0})",
    lambda x, least: f"{x} with each row standardised (mean 0, standard deviation 1)",
    _LEAST,
)
_COLUMNS = Change(
    "standardised-columns",
    "standardised(x, 0, {0})",
    lambda x, least: f"{x} with each column standardised (mean 0, standard deviation 1)",
    _LEAST,
)
_OF_ARGUMENT = (
    *(
        _SCALE,
        _SHIFT,
        _LIMITS,
        _ABOVE,
        _BELOW,
        _WITHIN,
        _UNIFORM,
        _SMOOTHED,
        _LEAK,
        _POWER,
        _STANDARDISED,
        _ROWS,
        _COLUMNS,
    ),
)


def _normalised(what: str, where: str) -> Callable[[str, float], str]:
    return lambda f, least: f"the {what} of {f} were standardised {where} (mean 0, standard deviation 1)"


_FEW: Sequence[Numbers] = ((-1.0,), (0.1,), (0.5,), (2.0,), (10.0,))
# Of a function f of the notebook that is called with x.
_OF_FUNCTION = (
    Change("times", "{0} * f(x)", lambda f, factor: f"the result of {f} were {_multiplied(factor)}", _FEW),
    Change("plus", "f(x) + {0}", lambda f, shift: f"{number(shift)} were added to the result of {f}", _SHIFT.starts),
    Change(
        "of-plus", "f(x + {0})", lambda f, shift: f"{number(shift)} were added to the argument of {f}", _SHIFT.starts
    ),
    Change("of-times", "f({0} * x)", lambda f, factor: f"the argument of {f} were {_multiplied(factor)}", _FEW),
    Change(
        "leak",
        "mx.nd.where(x > 0, f(x), {0} * x)",
        lambda f, slope: f"{f} multiplied negative numbers by {number(slope)}",
        [(0.02,), (0.2,), (-0.5,)],
    ),
    Change(
        "at-most",
        "mx.nd.minimum(f(x), {0})",
        lambda f, most: f"the result of {f} were limited to at most {number(most)}",
        _logarithmic(0.1, 10, 5),
    ),
    *(
        Change(f"{id}-{over}", code.format(axis=axis), words, _LEAST)
        for over, axis, where in (("rows", -1, "in each row"), ("columns", 0, "over the batch"))
        for id, code, words in (
            ("standardised", "standardised(f(x), {axis}, {{0}})", _normalised("result", where)),
            ("of-standardised", "f(standardised(x, {axis}, {{0}}))", _normalised("argument", where)),
        )
    ),
)


@dataclass(frozen=True, eq=False)
class Family:
    """Variants that differ in numbers: ``variant`` has the places for them in its expression, as {0} and {1}.

    ``words``: the sentence, of the numbers.
    """

    variant: Variant
    words: Callable[[Numbers], str]
    starts: Sequence[Numbers]

    def expression(self, numbers: Numbers) -> str:
        return self.variant.expression.format(*(f"({float(value)!r})" for value in numbers))

    def of(self, numbers: Numbers) -> Variant:
        each = self.variant
        return Variant(each.id, self.words(numbers), self.expression(numbers), each.place, each.kind, each.bound)


def families(
    names: Sequence[str], arrays: Collection[str], functions: Collection[str], axes: dict[str, int]
) -> list[Family]:
    """The families of a function.

    ``names``: of its parameters; ``arrays``: those that are arrays. ``functions``: of the notebook, which it calls. ``axes``:
    the arrays of the notebook that it uses, each with its number of axes.
    """
    found = []
    for place, name in enumerate(names):
        for change in _OF_ARGUMENT if name in arrays else ():
            exchanged = f"changed(original, {place}, lambda x: {change.code})"
            sentence = f"The function acts as if `{name}` were replaced by {{}}."
            found.append(_family(f"{name}-{change.id}", sentence, f"`{name}`", exchanged, change))
    for (place, name), (other, second) in itertools.permutations(enumerate(names), 2):
        if name in arrays and second in arrays:
            exchanged = f"changed_with(original, {place}, {other}, lambda x, y: {_PLUS.code})"
            sentence = f"The function acts as if `{name}` were replaced by {{}} times `{second}`."
            found.append(_family(f"{name}-plus-{second}", sentence, f"`{name}`", exchanged, _PLUS))
    for name, change in itertools.product(functions, _OF_FUNCTION):
        for use, words in ((0, f"`{name}`"), (1, f"the first use of `{name}`"), (2, f"the second use of `{name}`")):
            exchange = f"(lambda f: lambda x: {change.code})"
            exchange = f"at_use({use}, {exchange})" if use else exchange
            exchanged = f"with_names(original, notebook, {name}={exchange})"
            found.append(
                _family(f"{name}-{change.id}{use or ''}", "The function acts as if {}.", words, exchanged, change)
            )
    for group in _groups(axes):
        listed = " and ".join(filter(None, (", ".join(f"`{name}`" for name in group[:-1]), f"`{group[-1]}`")))
        exchanged = f"with_names(original, notebook, {', '.join(f'{name}=lambda x: {_SCALE.code}' for name in group)})"
        sentence = "The function acts as if it used {}."
        change = replace(_SCALE, starts=_FEW, words=_each_scaled if len(group) > 1 else _scaled)
        found.append(_family(f"{'-'.join(group)}-times", sentence, listed, exchanged, change))
    return found


def _groups(axes: dict[str, int]) -> Iterator[tuple[str, ...]]:
    """The arrays with one number of axes, such as the biases: each alone, and every few of them."""
    for count in sorted(set(axes.values())):
        alike = [name for name in axes if axes[name] == count][:_MOST_ARRAYS]
        for size in range(1, len(alike) + 1):
            yield from itertools.combinations(alike, size)


def _family(id: str, sentence: str, name: str, expression: str, change: Change) -> Family:
    def words(numbers: Numbers) -> str:
        return sentence.format(change.words(name, *numbers))

    return Family(Variant(id, "", expression), words, change.starts)


@dataclass(frozen=True, eq=False)
class _Point:
    """Numbers of a family, how far its answer is from the student's, and the same for points beside it."""

    family: Family
    numbers: Numbers
    residual: Array
    beside: tuple[_Point, ...] = ()

    @property
    def norm(self) -> float:
        return float(np.sqrt((self.residual**2).sum())) if np.isfinite(self.residual).all() else np.inf

    def step(self) -> Array | None:
        """Gauss and Newton's step towards the student's answer."""
        slopes = [
            ((self.residual - other.residual) / (other.numbers[place] - self.numbers[place])).ravel()
            for place, other in enumerate(self.beside)
        ]
        matrix = np.stack(slopes, 1)
        if not np.isfinite(matrix).all() or not matrix.any():
            return None
        return np.asarray(np.linalg.lstsq(matrix, self.residual.ravel(), rcond=None)[0])


def fitted(found: Sequence[Family], got: Array, expected: Array, evaluate: Evaluate) -> Iterator[Variant]:
    """The variants that come out at ``got``, each with numbers of few digits; those of the first families first.

    ``evaluate``: from expressions of variants to what these answer. It is called at most twelve times.
    """
    apart = np.abs(got - expected)
    enough = min(_CLOSE * np.abs(got).max(initial=0.0), 0.02 * apart.max(initial=0.0)) + 1e-9
    best: dict[Family, _Point] = {}
    for point in _points([(family, start) for family in found for start in family.starts], got, evaluate):
        if point.norm < best[point.family].norm if point.family in best else np.isfinite(point.norm):
            best[point.family] = point
    going = sorted(best.values(), key=lambda point: point.norm)[:_MOST_FAMILIES]
    tried = {point.family: [point.numbers] for point in going}
    done: dict[Family, Numbers] = {}
    for turn in range(_ROUNDS):
        every = [
            (family, each) for family in tried for numbers in tried[family] for each in (numbers, *_beside(numbers))
        ]
        told = iter(_points(every, got, evaluate))
        before = {point.family: point.norm for point in going}
        going = []
        for family in tried:
            group = [replace(next(told), beside=tuple(next(told) for _ in numbers)) for numbers in tried[family]]
            point = min(group, key=lambda point: point.norm)
            if np.abs(point.residual).max(initial=0.0) <= enough:
                done[family] = point.numbers
            elif np.isfinite(point.norm) and (turn == 0 or point.norm < _GAIN * before[family]):
                going.append(point)
        steps = {point: point.step() for point in going}
        going = [point for point in going if steps[point] is not None]
        tried = {
            point.family: [tuple(np.asarray(point.numbers) + share * steps[point]) for share in _STEPS]  # type: ignore[operator]
            for point in going
        }
        if not tried:
            break
    chosen: dict[Family, Numbers] = {}
    for point in _points([(family, each) for family in done for each in _rounded(done[family])], got, evaluate):
        if np.abs(point.residual).max(initial=0.0) <= 2 * enough:
            chosen.setdefault(point.family, point.numbers)
    others = [(family, each) for family in chosen for each in _elsewhere(chosen[family])]
    for point in _points(others, got, evaluate):
        if np.abs(point.residual).max(initial=0.0) <= 2 * enough and point.family.starts is not _LEAST:
            chosen.pop(point.family, None)  # a sentence would say a number that nobody knows
    for family in found:
        if family in chosen:
            yield family.of(chosen[family])


def _points(tried: Sequence[tuple[Family, Numbers]], got: Array, evaluate: Evaluate) -> Iterator[_Point]:
    answers = evaluate([family.expression(numbers) for family, numbers in tried]) if tried else []
    for (family, numbers), answer in zip(tried, answers, strict=True):
        fits = answer is not None and answer.shape == got.shape
        yield _Point(family, numbers, got - answer if fits else np.full(got.shape, np.inf))


def _beside(numbers: Numbers) -> list[Numbers]:
    """The same numbers, each in turn changed by a little."""
    return [
        tuple(value + (1e-3 * abs(value) + 1e-6) * (place == k) for k, value in enumerate(numbers))
        for place in range(len(numbers))
    ]


def _elsewhere(numbers: Numbers) -> Iterator[Numbers]:
    """The same numbers, each in turn a quarter larger and a fifth smaller."""
    for place, factor in itertools.product(range(len(numbers)), (1.25, 0.8)):
        yield tuple(value * (factor if place == k else 1) for k, value in enumerate(numbers))


def _rounded(numbers: Numbers) -> Iterator[Numbers]:
    """The numbers with few digits or as the inverse of a whole number, the simplest first; then as they are."""
    for digits in (1, 2, 3, 4):
        yield tuple(float(f"{value:.{digits}g}") for value in numbers)
        if digits == 2 and len(numbers) == 1 and 0 < abs(numbers[0]) < 1:
            yield (1 / round(1 / numbers[0]),)
    yield numbers


def base(function: str, trials: Sequence[Trial]) -> tuple[Call, Array, Array] | None:
    """The smallest call with a wrong result, of finite numbers in the right shape; with all its results and the right ones."""
    for trial in sorted(trials, key=lambda trial: _cost(function, trial)):
        call = trial.calls[0]
        got, expected = (joined(results(function, call, answer)) for answer in (call.outcome, trial.expected[0]))
        if got is None or expected is None or got.shape != expected.shape or not np.isfinite([got, expected]).all():
            continue
        if not close(got, expected):
            return call, got, expected
    return None


def joined(answers: Sequence[Any]) -> Array | None:
    """The numbers of some answers in one row; ``None`` if one is no number or array of numbers, or if there is none."""
    arrays = [plain(answer) for answer in answers]
    if not arrays or not all(isinstance(array, np.ndarray) for array in arrays):
        return None
    joined: Array = np.concatenate([array.ravel() for array in arrays])
    return joined


def _cost(function: str, trial: Trial) -> tuple[bool, int]:
    """Calls with few results come last: different numbers would fit them."""
    right = joined(results(function, trial.calls[0], trial.expected[0]))
    size = sum(arg.size for arg in trial.calls[0].args if isinstance(arg, np.ndarray))
    return right is None or len(right) < _FEW_RESULTS, size
