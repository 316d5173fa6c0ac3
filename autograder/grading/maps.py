"""Transformations of arrays that students confuse with the right one: a table of functions with their words.

Owns the table. Must not know rooms, checks, answers or any assignment.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import product

import numpy as np

from .leaves import Array

Function = Callable[[Array], Array | None]
Binary = Callable[[Array, Array], Array]


@dataclass(frozen=True)
class Map:
    """A function of one array, for instance the right answer. ``words``: with {} for that array.

    Words for compositions: ``entries``: what the results are called, where there is one for each entry; ``formula``: what
    is said for ``words`` of another map's result; ``reduced``: of such ``entries`` (the first {}) of an array (the second).
    """

    id: str
    words: str
    apply: Function
    entries: str = ""
    formula: str = ""
    reduced: str = ""


def filled(words: str, what: str) -> str:
    """``words`` with ``what`` for {}: in parentheses where it could be misread, and clauses with "where" at the end."""
    if words == "{}":
        return what
    (words, *clauses), (what, *own) = (text.split(", where ") for text in (words, what))
    joints = (*_JOINTS, " of ") if words.startswith("{}") else _JOINTS
    bare, nested = what, 1
    while nested:
        bare, nested = re.subn(r"\([^()]*\)", "", bare)
    grouped = f"({what})" if any(joint in bare for joint in joints) else what
    clauses = [*own, *(clause.format(what if clause.endswith(" is {}") else grouped) for clause in clauses)]
    return words.format(grouped) + (f", where {' and '.join(clauses)}" if clauses else "")


_JOINTS = (
    " minus ",
    " plus ",
    " times ",
    " divided by ",
    " rounded ",
    " limited ",
    " standardised",
    " - ",
    " + ",
    ", ",
)


def _if(test: Callable[[Array], bool], function: Function) -> Function:
    return lambda x: function(x) if test(x) else None


def _axes(least: int) -> Callable[[Array], bool]:
    return lambda x: x.ndim >= least and x.size > 0


def _over(x: Array, size: Array) -> Array:
    """x divided by a size, where this is not 0: students often add a tiny number to it."""
    return np.asarray(x / np.where(size == 0, 1, size))


def _softmax(x: Array, axis: int) -> Array:
    with np.errstate(all="ignore"):
        e = np.exp(x - x.max(axis=axis, keepdims=True))
        softmaxed: Array = e / e.sum(axis=axis, keepdims=True)
    return softmaxed


SAME = Map("", "{}", lambda x: x)
# Shapes: which entries, in which order.
_ARRANGED = (
    Map("transposed", "the transpose of {}", _if(_axes(2), lambda x: x.T)),
    Map("rows-reversed", "{} with its rows or entries in reverse order", _if(_axes(1), lambda x: x[::-1])),
    Map("columns-reversed", "{} with its columns in reverse order", _if(_axes(2), lambda x: x[..., ::-1])),
    Map("rolled", "{} with each row or entry one place later", _if(_axes(1), lambda x: np.roll(x, 1, 0))),
    Map("rolled-back", "{} with each row or entry one place earlier", _if(_axes(1), lambda x: np.roll(x, -1, 0))),
    Map("columns-rolled", "{} with each column one place further right", _if(_axes(2), lambda x: np.roll(x, 1, -1))),
    Map("columns-rolled", "{} with each column one place further left", _if(_axes(2), lambda x: np.roll(x, -1, -1))),
    Map("sorted", "{} with its entries sorted", _if(_axes(1), lambda x: np.sort(x, -1))),
    Map("axis-added", "{} with an extra axis of length 1 at the end", _if(_axes(1), lambda x: x[..., np.newaxis])),
    Map("axis-added", "{} with an extra axis of length 1 in front", lambda x: x[np.newaxis]),
    Map("flattened", "{}, flattened", _if(_axes(2), np.ravel)),
    Map("last-row-missing", "{} without its last row or entry", _if(_axes(1), lambda x: x[:-1])),
    Map("first-row-missing", "{} without its first row or entry", _if(_axes(1), lambda x: x[1:])),
    Map("last-column-missing", "{} without its last column", _if(_axes(2), lambda x: x[..., :-1])),
    Map("first-column-missing", "{} without its first column", _if(_axes(2), lambda x: x[..., 1:])),
    Map("first-row", "only the first row or entry of {}", _if(_axes(1), lambda x: x[0])),
    Map("last-row", "only the last row or entry of {}", _if(_axes(1), lambda x: x[-1])),
    Map("first-row", "only the first row or entry of {}, in an array of length 1", _if(_axes(1), lambda x: x[:1])),
    Map("last-row", "only the last row or entry of {}, in an array of length 1", _if(_axes(1), lambda x: x[-1:])),
    Map("first-column", "only the first column of {}", _if(_axes(2), lambda x: x[..., 0])),
    Map("last-column", "only the last column of {}", _if(_axes(2), lambda x: x[..., -1])),
    Map(
        "last-row-repeated",
        "{} with its last row or entry repeated",
        _if(_axes(1), lambda x: np.concatenate([x, x[-1:]])),
    ),
    Map("diagonal", "the diagonal of {}", _if(lambda x: x.ndim == 2, np.diagonal)),
    Map("first-row-everywhere", "the first row of {} in every row", _if(_axes(2), lambda x: x * 0 + x[:1])),
    Map("repeated", "{} repeated in every row", _if(lambda x: x.ndim == 1, lambda x: np.tile(x, (len(x), 1)))),
)
# Numbers that stand for many.
REDUCED = (
    Map("mean", "the mean of all entries of {}", lambda x: np.asarray(x.mean()), reduced="the mean of all {} in {}"),
    Map("sum", "the sum of all entries of {}", lambda x: np.asarray(x.sum()), reduced="the sum of all {} in {}"),
    Map("maximum", "the largest entry of {}", lambda x: np.asarray(x.max()), reduced="the largest of the {} in {}"),
    Map("minimum", "the smallest entry of {}", lambda x: np.asarray(x.min()), reduced="the smallest of the {} in {}"),
    Map(
        "column-means",
        "the mean of each column of {}",
        _if(_axes(2), lambda x: x.mean(0)),
        reduced="the mean of the {} in each column of {}",
    ),
    Map(
        "column-sums",
        "the sum of each column of {}",
        _if(_axes(2), lambda x: x.sum(0)),
        reduced="the sum of the {} in each column of {}",
    ),
    Map(
        "row-means",
        "the mean of each row of {}",
        _if(_axes(2), lambda x: x.mean(-1)),
        reduced="the mean of the {} in each row of {}",
    ),
    Map(
        "row-sums",
        "the sum of each row of {}",
        _if(_axes(2), lambda x: x.sum(-1)),
        reduced="the sum of the {} in each row of {}",
    ),
    Map(
        "row-maxima",
        "the largest entry in each row of {}",
        _if(_axes(2), lambda x: x.max(-1)),
        reduced="the largest of the {} in each row of {}",
    ),
    Map(
        "row-log-sum-exp",
        "log(sum(exp(z))) for each row z of {}",
        _if(_axes(2), lambda x: np.logaddexp.reduce(x, -1)),
        reduced="log(sum(exp(z))) for the {} z in each row of {}",
    ),
    Map(
        "row-argmax",
        "the position of the largest entry in each row of {}",
        _if(_axes(2), lambda x: x.argmax(-1) * 1.0),
        reduced="the position of the largest of the {} in each row of {}",
    ),
)
# Entries in relation to others.
_MIXED = (
    Map("cumulated", "the running sum of {} along its first axis", _if(_axes(1), lambda x: x.cumsum(0))),
    Map("cumulated", "the running sum of {} along each row", _if(_axes(2), lambda x: x.cumsum(-1))),
    Map("running-mean", "the running mean of {} along its first axis", _if(_axes(1), lambda x: _running_mean(x))),
    Map("softmax", "the softmax of {} along each row", _if(_axes(1), lambda x: _softmax(x, -1))),
    Map("softmax-columns", "the softmax of {} down each column", _if(_axes(2), lambda x: _softmax(x, 0))),
    Map("softmax-all", "the softmax of {} over all its entries", _if(_axes(2), lambda x: _softmax(x, None))),  # type: ignore[arg-type]
    Map("centred", "{} minus the mean of each row", _if(_axes(1), lambda x: x - x.mean(-1, keepdims=True))),
    Map(
        "less-maximum", "{} minus the largest entry of each row", _if(_axes(1), lambda x: x - x.max(-1, keepdims=True))
    ),
    Map("over-sum", "{} divided by the sum of each row", _if(_axes(1), lambda x: _over(x, x.sum(-1, keepdims=True)))),
    Map("over-column-sum", "{} divided by the sum of each column", _if(_axes(2), lambda x: _over(x, x.sum(0)))),
    Map("over-all", "{} divided by the sum of all its entries", _if(_axes(1), lambda x: _over(x, x.sum()))),
    Map(
        "over-maximum",
        "{} divided by the largest entry of each row",
        _if(_axes(1), lambda x: _over(x, x.max(-1, keepdims=True))),
    ),
    Map("over-norm", "{} divided by its norm", _if(_axes(1), lambda x: _over(x, np.sqrt((x * x).sum())))),
    Map(
        "over-row-norm",
        "{} divided by the norm of each row",
        _if(_axes(2), lambda x: _over(x, np.sqrt((x * x).sum(-1, keepdims=True)))),
    ),
    Map("over-all-maximum", "{} divided by its largest entry", _if(_axes(1), lambda x: _over(x, x.max()))),
    Map(
        "standardised",
        "{} with each row standardised (mean 0, standard deviation 1)",
        _if(_axes(1), lambda x: (x - x.mean(-1, keepdims=True)) / x.std(-1, keepdims=True)),
    ),
    Map(
        "standardised-columns",
        "{} with each column standardised (mean 0, standard deviation 1)",
        _if(_axes(2), lambda x: (x - x.mean(0)) / x.std(0)),
    ),
    Map(
        "one-hot",
        "1 at the largest entry in each row of {}, and 0 elsewhere",
        _if(_axes(2), lambda x: (x == x.max(-1, keepdims=True)) * 1.0),
    ),
)
# Entry by entry.
MAPPED = (
    Map("negative", "the negative of {}", np.negative, "negatives", "minus {}"),
    Map("absolute", "the absolute value of {}", np.abs, "absolute values"),
    Map("float16", "{} rounded to float16", lambda x: x.astype(np.float16).astype(np.float64)),
    Map("reciprocal", "1 divided by {}", lambda x: 1 / x),
    Map("log", "the logarithm of {}", np.log, formula="log(x), where x is {}"),
    Map("negative-log", "the negative logarithm of {}", lambda x: -np.log(x), formula="-log(x), where x is {}"),
    Map("exp", "the exponential of {}", np.exp, "exponentials"),
    Map("negative-exp", "exp(-x), where x is {}", lambda x: np.exp(-x)),
    Map("log1p", "log(1 + x), where x is {}", np.log1p),
    Map("softplus", "log(1 + exp(x)), where x is {}", lambda x: np.logaddexp(0, x)),
    Map("square", "the square of {}", np.square, "squares"),
    Map("signed-square", "{} times its absolute value", lambda x: x * np.abs(x)),
    Map("root", "the square root of {}", np.sqrt, formula="sqrt(x), where x is {}"),
    Map("complement", "1 minus {}", lambda x: 1 - x),
    Map("expm1", "exp(x) - 1, where x is {}", np.expm1),
    Map("arctan", "arctan(x), where x is {}", np.arctan),
    Map("sigmoid", "the sigmoid of {}", lambda x: 1 / (1 + np.exp(-x))),
    Map("tanh", "the tanh of {}", np.tanh),
    Map("positive-part", "{} with 0 in place of negative numbers", lambda x: np.maximum(x, 0)),
    Map("negative-part", "{} with 0 in place of positive numbers", lambda x: np.minimum(x, 0)),
    Map("sign", "the sign of {}", np.sign),
    Map("step", "1 where {} is positive, and 0 elsewhere", lambda x: (x > 0) * 1.0),
    Map("rounded", "{} rounded to whole numbers", np.round),
    Map("rounded-1", "{} rounded to 1 decimal place", lambda x: np.round(x, 1)),
    Map("rounded-2", "{} rounded to 2 decimal places", lambda x: np.round(x, 2)),
    Map("rounded-3", "{} rounded to 3 decimal places", lambda x: np.round(x, 3)),
    Map("floor", "{} rounded down to whole numbers", np.floor),
)
# Other activation functions, in place of the one that was asked for.
_ACTIVATIONS = (
    Map("silu", "x times the sigmoid of x (SiLU), where x is {}", lambda x: x / (1 + np.exp(-x))),
    Map("gelu", "the GELU of {}", lambda x: x / 2 * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)))),
    Map("gelu", "x times the sigmoid of 1.702 x, where x is {}", lambda x: x / (1 + np.exp(-1.702 * x))),
    Map("elu", "the ELU of {}", lambda x: np.where(x > 0, x, np.expm1(np.minimum(x, 0)))),
    Map("softsign", "x / (1 + |x|), where x is {}", lambda x: x / (1 + np.abs(x))),
    Map("selu", "the SELU of {}", lambda x: 1.0507 * np.where(x > 0, x, 1.67326 * np.expm1(np.minimum(x, 0)))),
    Map("hard-sigmoid", "the hard sigmoid of {}", lambda x: np.clip(0.2 * x + 0.5, 0, 1)),
    Map("hard-sigmoid", "the hard sigmoid of {}", lambda x: np.clip(x / 6 + 0.5, 0, 1)),
    Map("hard-swish", "x times the hard sigmoid of x, where x is {}", lambda x: x * np.clip(x / 6 + 0.5, 0, 1)),
    Map("mish", "the Mish of {}: x times tanh(softplus(x))", lambda x: x * np.tanh(np.logaddexp(0, x))),
    Map("hard-tanh", "{} with its numbers limited to the range from -1 to 1", lambda x: np.clip(x, -1, 1)),
    Map("relu-squared", "the square of {} where it is positive, and 0 elsewhere", lambda x: np.maximum(x, 0) ** 2),
)


def _running_mean(x: Array) -> Array:
    count = np.arange(1, len(x) + 1).reshape(-1, *[1] * (x.ndim - 1))
    return np.asarray(x.cumsum(0) / count)


def _with_second(binary: Binary, first: Map, x: Array, y: Array) -> Array | None:
    mapped = first.apply(x)
    return None if mapped is None or mapped.shape != y.shape else binary(mapped, y)


def _composed(outer: Map, inner: Map) -> Map:
    def apply(x: Array) -> Array | None:
        y = inner.apply(x)
        return None if y is None else outer.apply(y)

    if outer.reduced and inner.entries:
        words = outer.reduced.format(inner.entries, "{}")
    else:
        words = filled(outer.formula or outer.words, inner.words)
    return Map(f"{outer.id}-{inner.id}".rstrip("-"), words, apply)


# Simple ones first: where several hold in every call, fresh ones included, they agree, and the first is said.
OF_RIGHT = (
    *MAPPED,
    *_ARRANGED,
    *REDUCED,
    *_MIXED,
    *(_composed(outer, inner) for outer, inner in product(REDUCED[:2], MAPPED) if inner.id in ("absolute", "square")),
)
OF_ARGUMENT = (
    SAME,
    *MAPPED,
    *_ACTIVATIONS,
    *_MIXED,
    *REDUCED,
    *(
        _composed(outer, inner)
        for outer, inner in product(REDUCED, MAPPED)
        if inner.id in ("absolute", "square", "exp", "negative")
    ),
    *(_composed(outer, inner) for outer, inner in product(MAPPED, REDUCED) if outer.id in ("root", "negative", "log")),
    *(_composed(outer, inner) for outer, inner in product(MAPPED, _MIXED) if outer.id in ("log", "negative-log")),
)
BINARY: tuple[tuple[str, str, Binary], ...] = (
    ("plus-argument", "{} plus {}", np.add),
    ("minus-argument", "{} minus {}", np.subtract),
    ("times-argument", "{} times {}", np.multiply),
    ("over-argument", "{} divided by {}", np.divide),
    ("minus-maximum", "{} minus the largest entry in each row of {}", lambda e, a: e - a.max(-1)),
    ("plus-maximum", "{} plus the largest entry in each row of {}", lambda e, a: e + a.max(-1)),
)


# Of two arguments of one shape, such as predictions and labels: the first as it is or transformed, with the second.
_OF_FIRST = (
    SAME,
    *(each for each in (*_MIXED, *MAPPED) if each.id in ("softmax", "less-maximum", "sigmoid", "exp", "log", "square")),
)
_BINARY_OF_PAIR: tuple[tuple[str, str, Binary], ...] = (
    ("product", "({} times {})", np.multiply),
    ("difference", "({} minus {})", np.subtract),
)
PAIRED = tuple(
    (
        f"{id}-{first.id}".rstrip("-"),
        words.format(f"({first.words.format('{0}')})" if first.id else "{0}", "{1}"),
        functools.partial(_with_second, binary, first),
    )
    for first, (id, words, binary) in product(_OF_FIRST, _BINARY_OF_PAIR)
)
_ROWS = [each for id in ("row-sums", "row-maxima", "row-means") for each in REDUCED if each.id == id]
_OF_ROWS = tuple(
    _composed(outer, inner)
    for outer, inner in product(_ROWS, (SAME, *MAPPED))
    if inner.id in ("", "absolute", "square")
)
# One number for each row of an argument, of which two may be added.
OF_ROWS = (
    *(each for each in REDUCED if each.id in ("row-means", "row-sums", "row-maxima", "row-log-sum-exp")),
    *(
        _composed(_composed(outer, inner), first)
        for outer in REDUCED
        for inner in MAPPED
        for first in (SAME, *_MIXED)
        if outer.id == "row-sums" and inner.id in ("exp", "absolute", "square") and first.id in ("", "less-maximum")
    ),
)
OF_PAIR = (
    *_OF_ROWS,
    *(
        _composed(outer, inner)
        for outer, inner in product(MAPPED, _OF_ROWS)
        if outer.id in ("complement", "root", "negative-log", "log")
    ),
)
