"""What drivers find ready: names of the notebook that mean something else for a while, and classes among the graded names."""

from __future__ import annotations

import contextlib
import types

from autograder.guest.session import STANDARD, Session


def test_a_replaced_name_comes_back():
    student = types.SimpleNamespace(globals={"predict": 1})
    with STANDARD.replaced(student, {"predict": 2, "other": 3}):
        assert student.globals == {"predict": 2, "other": 3}
    assert student.globals == {"predict": 1}


def test_a_replaced_name_comes_back_after_an_error():
    student = types.SimpleNamespace(globals={"predict": 1})
    with contextlib.suppress(ZeroDivisionError), STANDARD.replaced(student, {"predict": 2}):
        raise ZeroDivisionError
    assert student.globals == {"predict": 1}


def test_a_graded_name_may_be_a_class():
    class Doubler:
        def apply(self, x):
            return 2 * x

    session = Session({"Doubler": Doubler}, "def applied(student, x):\n    return student.Doubler().apply(x)\n")
    assert session.capture("Doubler") == {"defined": True, "redefined": False}
    assert session.drive("applied", [21]) == 42
