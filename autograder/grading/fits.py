"""Variants of the instructor's function with a number in them, such as a temperature or a bound, which is fitted.

One answer of the student's gives the number; the variant with this number must then give all others, like any (`variants`).
Owns which numbers are tried. Must not know rooms, checks or any assignment.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from .leaves import Array
from .variants import Variant

_ROUNDS = 8  # of Gauss and Newton's method
_STEPS = (1.0, 0.5, 0.2, -0.2)  # shares of a whole step that are tried
_GAIN = 0.7  # a family is given up if a round leaves more than this share of the residual
_CLOSE = 1e-4  # of the largest entry: the residual of a fit
_MOST_ARRAYS = 4  # of one kind, of which each group is exchanged together

Numbers = tuple[float, ...]
Evaluate = Callable[[Sequence[str]], Sequence["Array | None"]]


def number(value: float) -> str:
    return f"{value:.4g}"


def _scaled(x: str, factor: float) -> str:
    inverse = 1 / factor if factor else 0.0
    if factor == -1:
        return f"the negative of {x}"
    if abs(inverse) > 1 and abs(inverse - round(inverse)) < 1e-6 * abs(inverse):
        return f"{x} divided by {round(inverse)}"
    return f"{x} times {number(factor)}"


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


_SCALE = Change("times", "x * {0}", _scaled, [(s * x,) for x in (0.003, 0.03, 0.2, 0.5, 2, 6, 40, 255) for s in (1, -1)])
_SHIFT = Change("plus", "x + {0}", _shifted, [(s * x,) for x in (0.05, 0.5, 3) for s in (1, -1)])
_LEAK = Change(
    "leak",
    "_mx.nd.where(x > 0, x, {0} * x)",
    lambda x, slope: f"{x} with its negative numbers multiplied by {number(slope)}",
    [(0.01,), (0.1,), (0.5,), (-0.5,)],
)
_ABOVE = Change(
    "at-most",
    "_mx.nd.minimum(x, {0})",
    lambda x, most: f"{x} with its numbers limited to at most {number(most)}",
    [*_logarithmic(0.1, 300, 9), (0.0,)],
)
_BELOW = Change(
    "at-least",
    "_mx.nd.maximum(x, {0})",
    lambda x, least: f"{x} with its numbers limited to at least {number(least)}",
    [*((-value,) for (value,) in _logarithmic(0.1, 300, 9)), *_logarithmic(1e-4, 1, 6)],
)
_LIMITS = Change("limited", "x.clip(-{0}, {0})", _limited, _logarithmic(0.1, 300, 12))
_WITHIN = Change("within", "x.clip({0}, 1 - {0})", _within, _logarithmic(1e-4, 0.2, 6))
_POWER = Change(
    "power",
    "(_mx.nd.sign(x) * _mx.nd.abs(x) ** {0})",
    lambda x, power: f"the power {number(power)} of each number of {x}, with its sign",
    [(0.5,), (1.5,), (3.0,)],
)
_UNIFORM = Change(
    "mixed",
    "(x * (1 - {0}) + {0} / x.shape[-1])",
    lambda x, share: f"{number(1 - share)} times {x} plus {number(share)} divided by its number of columns",
    [(0.01,), (0.1,), (0.4,)],
)
_SMOOTHED = Change(
    "smoothed",
    "(x * (1 - {0}) + (1 - x) * {0} / (x.shape[-1] - 1))",
    lambda x, share: f"{x} with {number(share)} of each number 1 shared out among the zeros of its row",
    [(0.01,), (0.1,), (0.4,)],
)
_STANDARDISED = Change(
    "standardised",
    "((x - {0}) / {1})",
    lambda x, mean, size: f"{x} {'minus' if mean > 0 else 'plus'} {number(abs(mean))}, then divided by {number(size)}",
    [(0.1307, 0.3081), (0.286, 0.353), (0.5, 0.5), (0.5, 2.0), (-0.5, 2.0)],
)
_OF_ARGUMENT = (
    *(_SCALE, _SHIFT, _LIMITS, _ABOVE, _BELOW, _WITHIN, _UNIFORM, _SMOOTHED, _LEAK, _POWER, _STANDARDISED),
)
_OF_RESULT = (_SCALE, _SHIFT, _ABOVE, _POWER)


@dataclass(frozen=True, eq=False)
class Family:
    """Variants that differ in numbers: ``variant`` has the places for them in its expression, as {0} and {1}.

    ``words``: the sentence, of the numbers.
    """

    variant: Variant
    words: Callable[[Numbers], str]
    starts: Sequence[Numbers]

    def expression(self, numbers: Numbers) -> str:
        return self.variant.expression.format(*(f"({value!r})" for value in numbers))

    def of(self, numbers: Numbers) -> Variant:
        each = self.variant
        return Variant(
            each.id, self.words(numbers), self.expression(numbers), each.place, each.kind, each.bound
        )


def families(names: Sequence[str], arrays: Collection[str], functions: Collection[str], axes: dict[str, int]) -> list[Family]:
    """The families of a function. ``names``: of its parameters; ``arrays``: those that are arrays.

    ``functions``: of the notebook, which it calls; ``axes``: the arrays of the notebook that it uses, with their numbers of axes.
    """
    found = []
    for place, name in enumerate(names):
        for change in _OF_ARGUMENT if name in arrays else ():
            expression = f"_changed(_original, {place}, lambda x: {change.code})"
            sentence = f"The function acts as if it were given {{}} instead of `{name}`."
            found.append(_family(f"{name}-{change.id}", sentence, f"`{name}`", expression, change))
    for name in functions:
        for use, words in ((0, f"`{name}`"), (1, f"the first use of `{name}`"), (2, f"the second use of `{name}`")):
            for change in (*_OF_RESULT, _SHIFT):
                before = change is _SHIFT and (f"{name}-{change.id}{use or ''}" in {f.variant.id for f in found})
                code = f"f({change.code})" if before else f"(lambda x: {change.code})(f(x))"
                exchange = f"(lambda f: lambda x: {code})"
                exchange = f"_at_use({use}, {exchange})" if use else exchange
                what = "its argument" if before else "its result"
                verb = "were given" if before else "returned"
                sentence = f"The function acts as if {words} {verb} {{}}."
                id = f"{name}-of-{change.id}{use or ''}" if before else f"{name}-{change.id}{use or ''}"
                found.append(_family(id, sentence, what, f"_with_names(_original, {name}={exchange})", change))
    for group in _groups(axes):
        listed = " and ".join(f"`{name}`" for name in group)
        changes = ", ".join(f"{name}=lambda x: {_SCALE.code}" for name in group)
        found.append(
            _family(
                f"{'-'.join(group)}-times",
                "The function acts as if it used {}.",
                listed,
                f"_with_names(_original, {changes})",
                _SCALE,
                _NAMED_STARTS,
            )
        )
    return found


_NAMED_STARTS = ((-1.0,), (0.1,), (0.5,), (2.0,), (10.0,))


def _groups(axes: dict[str, int]) -> Iterator[tuple[str, ...]]:
    for count in sorted(set(axes.values())):
        alike = [name for name, number_of in axes.items() if number_of == count][:_MOST_ARRAYS]
        for size in range(1, len(alike) + 1):
            yield from itertools.combinations(alike, size)


def _family(
    id: str, sentence: str, name: str, expression: str, change: Change, starts: Sequence[Numbers] = ()
) -> Family:
    def words(numbers: Numbers) -> str:
        return sentence.format(change.words(name, *numbers))

    return Family(Variant(id, "", expression), words, starts or change.starts)


def fitted(found: Sequence[Family], got: Array, expected: Array, evaluate: Evaluate) -> Iterator[Variant]:
    """The variants that come out at ``got``, each with numbers of few digits; those of the first families first.

    ``evaluate``: from expressions of variants to what these answer. It is called a bounded number of times, about ten.
    """
    size = float(np.abs(got).max(initial=0.0))
    apart = float(np.abs(got - expected).max(initial=0.0))
    enough = min(_CLOSE * size, 0.02 * apart) + 1e-9
    tried = [(family, start) for family in found for start in family.starts]
    best: dict[Family, tuple[float, Numbers]] = {}
    for family, numbers, residual in _residuals(tried, got, evaluate):
        least = _norm(residual)
        if family not in best or least < best[family][0]:
            best[family] = least, numbers
    open_, done = {f: best[f] for f in best if np.isfinite(best[f][0])}, {}
    wanted = {family: [numbers] for family, (_, numbers) in open_.items()}
    for turn in range(_ROUNDS):
        tried = [(f, each) for f in open_ for numbers in wanted[f] for each in (numbers, *_beside(numbers))]
        told = list(_residuals(tried, got, evaluate))
        going = {}
        for family, (before, _) in open_.items():
            own = [(numbers, residual) for f, numbers, residual in told if f is family]
            own = [own[k : k + 1 + len(own[0][0])] for k in range(0, len(own), 1 + len(own[0][0]))]
            point = min(own, key=lambda group: _norm(group[0][1]))
            norm, numbers = _norm(point[0][1]), point[0][0]
            if np.abs(point[0][1]).max(initial=0.0) <= enough:
                done[family] = numbers
            elif np.isfinite(norm) and (turn == 0 or norm < _GAIN * before):
                step = _step(point)
                if step is not None:
                    going[family] = norm, numbers
                    wanted[family] = [tuple(np.asarray(numbers) + share * step) for share in _STEPS]
        open_ = going
        if not open_:
            break
    rounded = [(family, each) for family in done for each in _rounded(done[family])]
    chosen: dict[Family, Numbers] = {}
    for family, numbers, residual in _residuals(rounded, got, evaluate):
        if np.abs(residual).max(initial=0.0) <= 2 * enough:
            chosen.setdefault(family, numbers)
    for family in found:
        if family in chosen:
            yield family.of(chosen[family])


def _residuals(
    tried: Sequence[tuple[Family, Numbers]], got: Array, evaluate: Evaluate
) -> Iterator[tuple[Family, Numbers, Array]]:
    answers = evaluate([family.expression(numbers) for family, numbers in tried]) if tried else []
    for (family, numbers), answer in zip(tried, answers, strict=False):
        fits = answer is not None and answer.shape == got.shape
        yield family, numbers, got - answer if fits else np.full(got.shape, np.inf)  # type: ignore[operator]


def _norm(residual: Array) -> float:
    return float(np.sqrt((residual**2).sum())) if np.isfinite(residual).all() else np.inf


def _beside(numbers: Numbers) -> list[Numbers]:
    """The same numbers, each in turn changed by a little."""
    return [
        tuple(value + (1e-3 * abs(value) + 1e-6) * (place == k) for k, value in enumerate(numbers))
        for place in range(len(numbers))
    ]


def _step(point: Sequence[tuple[Numbers, Array]]) -> Array | None:
    """Gauss and Newton's step from the first of these points; the others stand beside it."""
    (numbers, residual), *others = point
    slopes = []
    for place, (other, beside) in enumerate(others):
        slopes.append(((residual - beside) / (other[place] - numbers[place])).ravel())
    matrix = np.stack(slopes, 1)
    if not np.isfinite(matrix).all() or not matrix.any():
        return None
    step, *_ = np.linalg.lstsq(matrix, residual.ravel(), rcond=None)
    return np.asarray(step)


def _rounded(numbers: Numbers) -> Iterator[Numbers]:
    """The numbers with few digits or as the inverse of a whole number, the simplest first; then as they are."""
    for digits in (1, 2, 3, 4):
        yield tuple(float(f"{value:.{digits}g}") for value in numbers)
        if digits == 2 and len(numbers) == 1 and 0 < abs(numbers[0]) < 1:
            yield (1 / round(1 / numbers[0]),)
    yield numbers
