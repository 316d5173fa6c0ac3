"""Exchanges at the door of the instructor's function."""

from __future__ import annotations

from typing import Any

import mxnet as mx
import pytest

from autograder.guest.session import Session


@pytest.fixture
def session() -> Session:
    names: dict[str, Any] = {"b": mx.nd.array([1.0, 2.0]), "twice": lambda x: 2 * x, "rate": 0.5}
    made = Session(names, "")
    exec("def f(x, n):\n    return twice(x) + b * n", names)
    made.capture("f")
    return made


def result(session: Session, x: float = 3.0) -> list[float]:
    session.check("f", 1)
    answer = session.call("f", [mx_array(x), 2])
    return [float(value) for value in answer.values.ravel()]


def mx_array(x: float) -> Any:
    from autograder.guest import wire

    return wire.Tensor(mx.nd.array([x, x]).asnumpy())


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("original", [8, 10]),
        ("changed(original, 0, lambda x: -x)", [-4, -2]),
        ("changed_with(original, 0, 1, lambda x, n: x * n)", [14, 16]),
        ("after(original, lambda y: y + 1)", [9, 11]),
        ("with_names(original, notebook, twice=lambda f: lambda x: x, b=mx.nd.zeros_like)", [3, 3]),
        ("with_names(original, notebook, twice=at_use(2, answers(lambda x: x * 0)))", [8, 10]),
        ("with_names(original, notebook, twice=at_use(1, answers(lambda x: x * 0)))", [2, 4]),
    ],
)
def test_an_expression_makes_another_function_of_it(session: Session, expression: str, expected: list[float]) -> None:
    session.exchange("f", expression)
    assert result(session) == expected
    session.exchange("f", "original")
    assert result(session) == [8, 10]  # and the notebook's names are as they were


def test_a_kept_answer_is_given_again(session: Session) -> None:
    session.exchange("f", "kept_answer(original)")
    assert result(session, 3.0) == result(session, 4.0) == [8, 10]


def test_a_cell_that_is_run_anew_ends_the_exchange(session: Session) -> None:
    session.exchange("f", "after(original, lambda y: y * 0)")
    exec("def f(x, n):\n    return x", session._variables)
    session.capture("f")
    assert result(session) == [3, 3]
    session.exchange("f", "after(original, lambda y: -y)")
    assert result(session) == [-3, -3]


def test_each_of_several_answers_and_none_stands_for_one_that_raises(session: Session) -> None:
    session.exchange("f", "each([original, changed(original, 5, lambda x: x), after(original, lambda y: -y)])")
    session.check("f", 1)
    right, absent, negative = session.call("f", [mx_array(3.0), 2])
    assert right.values.tolist() == [8, 10] and absent is None and negative.values.tolist() == [-8, -10]


def test_the_kinds_of_arguments_and_names_are_told(session: Session) -> None:
    session.exchange("f", "noted(original)")
    assert result(session) == [8, 10]
    arguments, names = session.read("kinds", ["b", "twice", "rate", "absent"])
    assert arguments == ["array", "count"]
    assert names == [["array", "(2,)"], ["function", ""], ["number", ""], ["", ""]]


def test_a_session_that_kept_its_contents_puts_them_back(session: Session) -> None:
    assert session.capture("place", contents=True) == {"whole": True}  # of the notebook's own names: there are none
    names = session._variables
    names["W"] = mx.nd.ones((2,))
    assert session.capture("later", contents=True) == {"whole": True}
    names["W"][:] = 7
    session.check("later", 1)
    assert names["W"].asnumpy().tolist() == [1, 1]
    names["unknown"] = object()
    assert session.capture("last", contents=True) == {"whole": False}
