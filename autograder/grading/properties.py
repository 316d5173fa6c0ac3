"""Finds what all wrong answers have in common, and no right one: proportions, shapes, signs, sums.

Pure NumPy, as `relations`. Must not know rooms, checks or any assignment.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from .claims import CONDITION, PLACE, Claim, claim_of, is_record, spoken
from .leaves import Array, Leaf, same


def proportions(told: Sequence[Leaf]) -> Iterator[Claim]:
    """The right one, but for a factor or a number added that is the same within each array, row or column."""
    wrong = [leaf for leaf in told if leaf.wrong]
    if any(leaf.got.shape != leaf.expected.shape for leaf in wrong) or is_record(told[0]):
        return
    for axis, name, where in (
        (None, "", "from call to call"),
        (-1, "-rows", "from row to row"),
        (0, "-columns", "from column to column"),
    ):
        if axis is not None and any(leaf.got.ndim != 2 for leaf in wrong):
            return
        # Two numbers are always in some proportion; three are not.
        if sum(_least_along(leaf, axis) >= 3 for leaf in wrong) < 3:
            continue
        for id, words, predict in (
            ("scaled", f"is the right one times a factor that differs only {where}", _scaled_along),
            ("moved", f"is the right one plus a number that differs only {where}", _moved_along),
        ):
            claim = claim_of(f"{id}{name}", words, told[0].subject, functools.partial(predict, axis), rank=PLACE)
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


def shapes(told: Sequence[Leaf]) -> Iterator[Claim]:
    """All wrong answers have a wrong shape."""
    if not any(leaf.wrong for leaf in told):
        return
    for id, words, test in (
        (
            "single",
            "is a single number, where several are expected",
            lambda leaf: leaf.got.size == 1 < leaf.expected.size,
        ),
        ("fewer-axes", "has too few axes", lambda leaf: leaf.got.ndim < leaf.expected.ndim),
        ("more-axes", "has too many axes", lambda leaf: leaf.got.ndim > leaf.expected.ndim),
        (
            "other-shape",
            "has the right number of axes, but not the right length along each of them",
            lambda leaf: leaf.got.ndim == leaf.expected.ndim and leaf.got.shape != leaf.expected.shape,
        ),
    ):
        yield from _of_all_wrong(told, id, words, test)


def properties(told: Sequence[Leaf]) -> Iterator[Claim]:
    """What is true of every right answer, and of no wrong one."""
    if any(leaf.got.shape != leaf.expected.shape for leaf in told) or is_record(told[0]):
        return
    turned = "has columns that sum to 1, where its rows should"
    yield from _of_all_wrong(told, "column-sums", turned, _sums_down, CONDITION)
    for id, words, broken in (
        ("negative-entries", "has negative entries, where the right one has none", _negative),
        ("row-sums", "has rows that should sum to 1, but do not", _other_sums),
        ("never-zero", "is nowhere 0 where the right one is 0", _nowhere_zero),
        ("above-one", "has entries above 1, where the right one has none", _above_one),
    ):
        yield from _of_all_wrong(told, id, words, broken)


def pictures(told: Sequence[Leaf]) -> Iterator[Claim]:
    """How pictures differ from the right ones. The name of such a part begins with "The picture"."""
    if not told[0].subject.startswith("The picture"):
        return
    if any(leaf.got.shape != leaf.expected.shape or leaf.got.ndim < 2 for leaf in told):
        return
    moved = "shows the right drawing in the wrong place: it is shifted"
    yield from _of_all_wrong(told, "shifted", moved, _is_shifted, CONDITION)  # which predicts the picture
    for id, words, test in (
        ("larger", "shows the drawing too large", lambda leaf: _extent(leaf.got) > _extent(leaf.expected)),
        ("smaller", "shows the drawing too small", lambda leaf: _extent(leaf.got) < _extent(leaf.expected)),
        ("levels", "shows the drawing in the right place and size, but with wrong grey levels", _has_other_levels),
        ("empty", "is empty", lambda leaf: float(np.ptp(leaf.got)) == 0),
    ):
        yield from _of_all_wrong(told, id, words, test)


def _box(x: Array) -> tuple[int, int, int, int]:
    """The first and the last row, the first and the last column that are not empty; of an empty picture all 0."""
    rows, columns = np.nonzero(x.reshape(-1, *x.shape[-2:]).any(0))
    return (rows.min(), rows.max(), columns.min(), columns.max()) if len(rows) else (0, 0, 0, 0)


def _extent(x: Array) -> int:
    top, bottom, left, right = _box(x)
    return max(bottom - top, right - left)


def _is_shifted(leaf: Leaf) -> bool:
    mine, right = _box(leaf.got), _box(leaf.expected)
    moved = np.roll(leaf.expected, (mine[0] - right[0], mine[2] - right[2]), (-2, -1))
    return bool(mine != right and same(leaf.got, moved, 1e-3))


def _has_other_levels(leaf: Leaf) -> bool:
    return _box(leaf.got) == _box(leaf.expected) and np.array_equal(leaf.got > 0, leaf.expected > 0)


def _of_all_wrong(
    told: Sequence[Leaf], id: str, words: str, test: Callable[[Leaf], bool], rank: int = PLACE
) -> Iterator[Claim]:
    """The claim that ``test`` holds for every wrong answer, if it does."""

    def holds(leaf: Leaf) -> bool:
        return not leaf.wrong or (leaf.numeric and test(leaf))

    if all(map(holds, told)):
        yield Claim(f"relation:{id}", f"{spoken(told[0].subject)} {words}.", told[0].subject, rank, holds)


def _negative(leaf: Leaf) -> bool:
    return bool((leaf.expected >= 0).all() and (leaf.got < -1e-4 * np.abs(leaf.expected).max(initial=0.0)).any())


def _above_one(leaf: Leaf) -> bool:
    share = ((leaf.expected >= 0) & (leaf.expected <= 1 + 1e-6)).all()
    return bool(share and (leaf.got > 1.001).any())


def _other_sums(leaf: Leaf) -> bool:
    if leaf.expected.ndim != 2:
        return False
    return np.allclose(leaf.expected.sum(-1), 1, atol=1e-4) and not np.isclose(leaf.got.sum(-1), 1, atol=1e-3).any()


def _sums_down(leaf: Leaf) -> bool:
    if leaf.expected.ndim != 2 or not np.allclose(leaf.expected.sum(-1), 1, atol=1e-4):
        return False
    return np.allclose(leaf.got.sum(0), 1, atol=1e-3) and not np.allclose(leaf.got.sum(-1), 1, atol=1e-3)


def _nowhere_zero(leaf: Leaf) -> bool:
    zero = leaf.expected == 0
    return bool(zero.any() and (np.abs(leaf.got[zero]) > 1e-6).all())
