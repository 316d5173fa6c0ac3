"""An error as the student reads it: its message, an explanation if there is one, and nothing misleading."""

from __future__ import annotations

import builtins
import sys
from collections.abc import Callable

import mxnet as mx
import numpy as np
import pytest

from autograder.checking.questions import expect_value
from autograder.guest.objects import to_wire
from autograder.guest.session import describe as guest_describe
from autograder.room.student import Description, StudentRaised, describe, in_words

EDITION = "use mx.nd throughout"
NUMPY = "NumPy's functions take an NDArray apart"
ORDER = "arguments in the order that the notebook gives?"
# As in the room, where warnings are ignored.
UNWARNED = pytest.mark.filterwarnings("ignore::numpy.VisibleDeprecationWarning")
PYTHON = f"This is Python {sys.version_info.major}.{sys.version_info.minor}"


def error(code: Callable[[], object]) -> Description:
    """Class, message, lines and meaning of an error raised in the room, as the host gets them."""
    try:
        code()
    except Exception as raised:
        return describe(guest_describe(raised))
    raise AssertionError("no error arose")


def told(code: Callable[[], object]) -> StudentRaised:
    """The error as a call of the proxy raises it."""
    return StudentRaised("f", *error(code))


def of_source(source: str) -> StudentRaised:
    return told(lambda: builtins.compile(source, "<ipython-input-1>", "exec"))


def nd() -> mx.nd.NDArray:
    return mx.nd.array([[1, -2, 3], [4, 5, -6]])


class Batches:
    """Named like the driver's own class."""

    def __iter__(self):
        yield nd(), nd()


@pytest.mark.parametrize(
    "code",
    [
        lambda: mx.np.maximum(nd(), 0),
        lambda: mx.npx.relu(nd()),
        lambda: mx.np.array(nd()),
        lambda: mx.np.ones((2, 3)) + nd(),
        lambda: nd() + mx.np.ones((2, 3)),
        lambda: mx.nd.dot(nd(), mx.np.ones((3, 2))),
    ],
)
def test_code_with_mx_np_is_told_to_use_mx_nd_and_not_to_convert(code):
    raised = told(code)
    assert EDITION in str(raised) and raised.explained
    for advice in ("numpy semantics", "as_np_ndarray", "as_nd_ndarray", "not supported"):
        assert advice not in str(raised)


@UNWARNED
@pytest.mark.parametrize(
    "code",
    [
        lambda: np.dot(nd(), nd().T),
        lambda: np.matmul(nd(), nd().T),
        lambda: np.mean(nd()),
        lambda: np.std(nd()),
    ],
)
def test_the_message_asks_about_a_numpy_function_that_fails_on_an_ndarray(code):
    raised = told(code)
    assert NUMPY in str(raised) and raised.explained
    assert len(str(raised)) < 700, "the message must not hold an operator's manual"


@UNWARNED
@pytest.mark.parametrize(
    "function", [np.exp, np.abs, np.sqrt, lambda X: np.maximum(X, 0), lambda X: np.where(X > 0, X, 0)]
)
def test_the_message_asks_about_an_array_of_objects_made_by_numpy(function):
    expected = np.zeros((2, 3))
    with pytest.raises(
        AssertionError, match=r"f\(X\) is an array of dtype object; .*\nWas a NumPy function called with an NDArray\?"
    ):
        expect_value(to_wire(function(nd())), expected, rtol=0, atol=0, what="f(X)")


def test_mixing_a_numpy_array_with_an_ndarray_is_explained():
    assert "do not go together" in str(told(lambda: nd() * np.ones((2, 3))))


@pytest.mark.parametrize(
    "code",
    [
        lambda: list(lambda X: X),
        lambda: len(lambda X: X),
        lambda: Batches()(nd()),
        lambda: list(0.5),
        lambda: nd().ndim[0],
    ],
)
def test_the_message_asks_about_the_order_of_arguments(code):
    assert ORDER in str(told(code))


@pytest.mark.parametrize(
    "code",
    [
        lambda: 1 / 0,
        lambda: float(nd()),
        lambda: nd().reshape((7, -1)),
        lambda: nd().asscalar(),
        lambda: {}.get("W1")[0],
        lambda: mx.nd.sum(nd(), axis=7).asnumpy(),
    ],
)
def test_other_errors_keep_their_own_words_without_an_explanation(code):
    name, message, where, meaning = error(code)
    assert in_words(name, message, where, meaning) == f"{name}: {message}"
    assert not StudentRaised("f", name, message, where, meaning).explained


@pytest.mark.parametrize(
    ("source", "meaning"),
    [
        ("""x = f"{d["a"]}\"""", "use the other kind of quotes inside"),
        ("""x = f"{", ".join(names)}\"""", "use the other kind of quotes inside"),
        ("x = f\"{'\\n'.join(names)}\"", "nor a backslash"),
        ("type Scores = list", "write X = ..."),
        ("def first[T](x): return x", "Type parameters"),
        ("class Stack[T]: pass", "Type parameters"),
        ('x = t"{y}"', "what later versions understand"),
        ("def f(:\n    pass", "what later versions understand"),
    ],
)
def test_a_syntax_error_names_the_version_of_python_and_the_cause(source, meaning):
    text = str(of_source(source))
    assert "SyntaxError: " in text and PYTHON in text and meaning in text
    assert f"line 1: {source.splitlines()[0]}" in text
