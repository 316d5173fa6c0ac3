"""What may be said of wrong answers: a sentence, and a test that decides whether it is true of one part of an answer.

Owns when a prediction explains an answer, and which claim is stronger. Must not know rooms, checks or any assignment.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .leaves import GRADIENT, Array, Leaf, same

RIGHT = "the right one"
_DIGITS = 4  # significant digits of a number in a sentence
Predict = Callable[["Leaf"], "Array | None"]
Found = tuple[str, str, Predict]  # a relation: its name, its words, and what it predicts


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


def number(value: float) -> str:
    return f"{value:.{_DIGITS}g}"


def claim_of(id: str, words: str, subject: str, predict: Predict, *, rank: int = RELATION) -> Claim:
    def holds(leaf: Leaf) -> bool:
        with np.errstate(all="ignore"):
            return leaf.numeric and explains(leaf, predict)

    return Claim(f"relation:{id}", f"{spoken(subject)} {words}.", subject, rank, holds)


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


def spoken(subject: str) -> str:
    return "The values are right, but the gradient" if subject == GRADIENT else subject


def of_axes(words: str, told: Sequence[Leaf]) -> str:
    """The words, with rows or with entries alone where all right answers have rows, or none has."""
    axes = {leaf.expected.ndim for leaf in told}
    for both, row, entry in (("rows or entries", "rows", "entries"), ("row or entry", "row", "entry")):
        if axes == {1} or min(axes) > 1:
            words = words.replace(both, entry if axes == {1} else row)
    return words


def argument(place: int, leaf: Leaf) -> Any:
    return leaf.args[place] if place < len(leaf.args) else None


def shape_of(value: Any) -> tuple[int, ...] | None:
    return value.shape if isinstance(value, np.ndarray) else None


def id_of(name: str) -> str:
    return name.strip("`").replace(" ", "-")


def is_record(leaf: Leaf) -> bool:
    """Whether it is a record that a driver keeps: its rows and columns mean nothing to a student."""
    return leaf.subject.startswith("What ")


def ratio_of(got: Array, x: Array, noise: float = 1e-7) -> float | None:
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
