"""Fits: a number is found from one answer, rounded to few digits, and put into words; what does not fit is not said."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.grading.fits import _OF_ARGUMENT, Family, families, fitted
from autograder.grading.variants import Variant

X = np.random.default_rng(3).normal(0, 3, (5, 4))
CALLS: list[int] = []


def softmax(x):
    e = np.exp(x - x.max(-1, keepdims=True))
    return (e / e.sum(-1, keepdims=True)).ravel()


def evaluate(expressions):
    CALLS.append(len(expressions))
    return [eval(each, {"np": np, "X": X, "softmax": softmax}) for each in expressions]


def family(id, expression, starts):
    return Family(Variant(id, "", expression), lambda numbers: f"{id} {numbers}", starts)


SCALED = family("scaled", "softmax(X * {0})", [(0.1,), (0.5,), (3.0,), (-1.0,)])
LIMITED = family("limited", "softmax(np.clip(X, -{0}, {0}))", [(0.5,), (2.0,), (8.0,)])
MOVED = family("moved", "np.maximum((X - {0}) / {1}, 0).ravel()", [(0.5, 0.5), (0.1, 0.3)])


@pytest.mark.parametrize(
    ("expression", "sentence"),
    [
        ("softmax(X / 7)", f"scaled {(1 / 7,)}"),
        ("softmax(X * 1.3)", "scaled (1.3,)"),
        ("softmax(-X)", "scaled (-1.0,)"),
        ("softmax(np.clip(X, -2.5, 2.5))", "limited (2.5,)"),
        ("np.maximum((X - 0.13) / 0.31, 0).ravel()", "moved (0.13, 0.31)"),
    ],
)
def test_a_number_is_found(expression, sentence):
    CALLS.clear()
    (got,) = evaluate([expression])
    found = list(fitted([SCALED, LIMITED, MOVED], got, softmax(X), evaluate))
    assert [variant.sentence for variant in found] == [sentence]
    assert len(CALLS) <= 12


@pytest.mark.parametrize("expression", ["softmax(X**2)", "softmax(X)[::-1]", "softmax(X) + 0.01"])
def test_what_does_not_fit_is_not_found(expression):
    (got,) = evaluate([expression])
    assert list(fitted([SCALED, LIMITED, MOVED], got, softmax(X), evaluate)) == []


@pytest.mark.parametrize(("bound", "found"), [(2.5, True), (60.0, False)])
def test_a_number_that_could_as_well_be_another_is_not_said(bound, found):
    wide = np.where(np.abs(X) > 4, 100 * X, X / 2)  # nothing lies near 60
    expression = f"softmax(np.clip(W, -{bound}, {bound}))"
    limited = family("limited", "softmax(np.clip(W, -{0}, {0}))", [(2.0,), (8.0,), (70.0,)])
    names = {"np": np, "W": wide, "softmax": softmax}

    def answers(expressions):
        return [eval(each, names) for each in expressions]

    sentences = [each.sentence for each in fitted([limited], answers([expression])[0], softmax(wide), answers)]
    assert sentences == ([f"limited ({bound},)"] if found else [])


def test_a_variant_that_raises_or_overflows_is_left_out():
    none = family("none", "None if {0} else X", [(1.0,)])
    overflowing = family("infinite", "softmax(X) * np.inf * {0}", [(1.0,)])
    (got,) = evaluate(["softmax(X * 0.4)"])
    assert [each.id for each in fitted([none, overflowing, SCALED], got, softmax(X), evaluate)] == ["scaled"]


def test_groups_of_arrays_with_one_number_of_axes_are_exchanged_together():
    found = families(["X"], [], [], {"W1": 2, "b1": 1, "b2": 1})
    sentences = [each.of((-1.0,)).sentence for each in found]
    assert "The function acts as if it used `b1` and `b2`, each multiplied by -1." in sentences
    assert not any("W1" in sentence and "b" in sentence.replace("`W1`", "").split("used")[1] for sentence in sentences)


def test_the_words_of_every_change_name_their_numbers():
    for change in _OF_ARGUMENT:
        numbers = [0.37, 0.21][: change.code.count("{0}") and (2 if "{1}" in change.code else 1)]
        words = change.words("`X`", *numbers)
        assert "`X`" in words
        assert "standard deviation" in words or "0.37" in words or "0.63" in words
