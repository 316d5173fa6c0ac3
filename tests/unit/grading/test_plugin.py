"""From checks to verdicts and points: the policy, and what a student is told."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest

from autograder.errors import SandboxError
from autograder.grading import plugin
from autograder.guest import wire
from autograder.model import Cause, CauseKind, CellReport, CheckResult, Report, Verdict
from autograder.reports import findings
from autograder.room.limits import Limits

Picker = Callable[[Report, str], CheckResult]
CellPicker = Callable[[Report, str], CellReport]

WRONG_RELU = "def relu(X):\n    return X"
HALF_RELU = "def relu(X):\n    return nd.relu(X) if X.ndim == 1 else X"
BOUNDED_RELU = "def relu(X):\n    return nd.clip(X, 0, 1000)"
WRONG_DOUBLE = "def double(X):\n    return relu(X)"
WRONG_SHIFT = "def shift(X):\n    return X"


def only(name: str, text: str, **others: str | None) -> dict[str, str | None]:
    """A suite in which one cell has only these checks."""
    return {f"test_{name}.py": text, f"test_{name}_hidden.py": None, **others}


# Points


def test_a_right_submission_earns_everything_but_the_written_question(tiny: Any, verdicts: Any) -> None:
    report = tiny.run()
    assert set(verdicts(report).values()) == {"passed"}
    assert (report.score, report.max_score, report.manual_points) == (22, 25, 3)
    assert report.complete


def test_the_blank_release_earns_nothing_and_raises_only_what_it_says(tiny: Any, verdicts: Any) -> None:
    report = tiny.run(tiny.blank())
    assert report.score == 0 and report.complete
    found = verdicts(report)
    assert found.pop("test_training.py::test_chain") == "skipped"
    assert set(found.values()) == {"raised"}
    messages = [check.message for cell in report.cells for check in cell.checks if check.verdict is Verdict.RAISED]
    assert all("raised NotImplementedError" in message for message in messages)
    causes = [check.cause for cell in report.cells for check in cell.checks if check.verdict is Verdict.RAISED]
    assert causes == [Cause(CauseKind.NOT_WRITTEN)] * len(causes)
    assert all(check.hint is None for cell in report.cells for check in cell.checks)


STUB = "def {0}(X):\n    raise NotImplementedError()"


def test_functions_that_are_not_written_need_no_session_and_no_calls(tiny: Any, plain_room: Any) -> None:
    rooms = plain_room(), plain_room()
    report = tiny.run(tiny.blank(), room=rooms[0])
    kinds = [kind for kind, _ in rooms[0].requests]
    assert kinds.count("start") == 1 and "call" not in kinds and "replace" not in kinds
    # The same, with functions that do the same in other words, which are called.
    called = {
        name: f"def {name}(X):\n    X + 1\n    raise NotImplementedError()" for name in ("relu", "double", "shift")
    }
    other = tiny.run(tiny.submission(**called), room=rooms[1])
    assert [kind for kind, _ in rooms[1].requests].count("start") == 3
    found, expected = (
        [
            (check.name, check.verdict, check.cause, check.message.replace("line 3", "line 2"), check.hint)
            for cell in each.cells[:3]
            for check in cell.checks
        ]
        for each in (report, other)
    )
    assert found == expected


@pytest.mark.parametrize("wrong", ["return X", "raise NotImplementedError()"])
def test_a_function_after_one_that_is_not_written_is_graded_with_the_instructors(tiny: Any, wrong: str) -> None:
    report = tiny.run(tiny.submission(relu=f"def relu(X):\n    {wrong}", shift=STUB.format("shift")))
    assert [cell.points for cell in report.cells[:3]] == [0, 6, 0]


@pytest.mark.parametrize(
    ("text", "verdict", "message"),
    [
        ("    pass", Verdict.PASSED, ""),
        ("    student.relu(1)", Verdict.PASSED, ""),
        ("    assert student.drive('chain', 1) == 3", Verdict.RAISED, "your code raised NotImplementedError"),
        ("    assert student.drive('through_relu', 2) == 0", Verdict.FAILED, "assert 2 == 0"),
        ("    student.drive('through_relu', -1) == 0 and student.double(1)", Verdict.RAISED, "double raised NotImpl"),
    ],
)
def test_a_check_that_ends_otherwise_than_by_the_unwritten_function_is_run_with_the_instructors_functions(
    make_tiny: Any, check_of: Picker, text: str, verdict: Verdict, message: str
) -> None:
    """The check of ``double`` gets the instructor's ``relu``, though ``double`` is not written."""
    driver = "def chain(student, X):\n    return student.double(X)\ndef through_relu(student, X):\n    return student.relu(X)"
    made = make_tiny(only("double", f"def test_it(student):\n{text}", **{"driver.py": driver}))
    solved = made.solutions["relu"].replace("nd.maximum", "max")
    made.assignment.solutions["relu"] = solved
    wrong = made.submission(relu="def relu(X):\n    return 5 / 0", double=STUB.format("double"))
    check = check_of(made.run(wrong), "test_double.py::test_it")
    assert check.verdict is verdict and check.message.startswith(message)


def test_a_function_that_raises_in_another_way_is_called(tiny: Any, plain_room: Any) -> None:
    for source in (
        "def relu(X):\n    return later(X)\ndef later(X):\n    raise NotImplementedError()",
        "NotImplementedError = ValueError\ndef relu(X):\n    raise NotImplementedError()",
        "def relu(*, X):\n    raise NotImplementedError()",
        "def stub(X):\n    raise NotImplementedError()\nrelu = stub",
    ):
        room = plain_room()
        tiny.run(tiny.submission(relu=source), room=room, only=["relu"])
        assert "call" in [kind for kind, _ in room.requests]


def test_a_cell_earns_the_weighted_share_of_its_checks(tiny: Any, cell_of: CellPicker) -> None:
    cell = cell_of(tiny.run(tiny.submission(relu=HALF_RELU)), "relu")
    assert [check.weight for check in cell.checks] == [2, 1, 1]
    assert [check.verdict.value for check in cell.checks] == ["failed", "passed", "passed"]
    assert (cell.points, cell.max_points) == (2, 4)


@pytest.mark.parametrize(
    "weight",
    ["float('nan')", "float('inf')", "-float('inf')", "-1", "1e300", "True", "'2'", "None", "", "1, 2", "value=2"],
)
def test_a_weight_that_is_no_share_makes_no_grade(make_tiny: Any, weight: str) -> None:
    text = f"""
import pytest

@pytest.mark.weight({weight})
def test_values(student):
    'Right, whatever is written'

def test_never(student):
    'Wrong, whatever is written'
    assert False
"""
    report = make_tiny(only("relu", text)).run()
    assert not report.complete and report.score == 0
    message = report.cells[0].checks[0].message
    assert "test_relu.py::test_values: expected pytest.mark.weight(NUMBER), from 0 to 1e+06, got weight(" in message
    assert len(message.splitlines()) == 1


def test_a_check_of_weight_0_informs_and_decides_nothing(make_tiny: Any, cell_of: CellPicker) -> None:
    suite = only(
        "relu",
        """
import pytest
@pytest.mark.weight(0)
def test_style(student):
    assert False
def test_ok(student):
    pass
""",
    )
    report = make_tiny(suite).run()
    assert cell_of(report, "relu").points == 4
    assert report.score == 22


# No double jeopardy


def test_a_wrong_function_costs_its_own_points_and_no_others(tiny: Any) -> None:
    for name, source, points in (("relu", WRONG_RELU, 4), ("double", WRONG_DOUBLE, 6), ("shift", WRONG_SHIFT, 5)):
        assert tiny.run(tiny.submission(**{name: source})).score == 22 - points


def test_a_function_that_fails_a_hidden_check_alone_is_replaced_too(tiny: Any, plain_room: Any) -> None:
    room = plain_room()
    tiny.run(tiny.submission(relu=BOUNDED_RELU), room=room)
    assert ("replace", {"references": {"relu": tiny.solutions["relu"]}}) in room.requests


def test_no_reference_enters_a_room_before_its_function_has_its_grade(tiny: Any, plain_room: Any) -> None:
    room = plain_room()
    # The diagnosis calls functions again, after the last grade.
    tiny.run(tiny.submission(relu=WRONG_RELU, double=WRONG_DOUBLE), room=room, diagnose=False)
    for name in ("relu", "double"):
        calls = [
            index for index, (kind, body) in enumerate(room.requests) if kind == "call" and body["function"] == name
        ]
        entered = [index for index, (_, body) in enumerate(room.requests) if f"instructor's {name}" in str(body)]
        assert max(calls) < min(entered)


def test_where_all_is_right_no_reference_enters_the_room_at_all(tiny: Any, plain_room: Any) -> None:
    room = plain_room()
    tiny.run(room=room)
    assert "instructor's" not in str(room.requests)


def test_a_function_is_graded_on_its_own_definition_though_it_failed_before(make_tiny: Any, plain_room: Any) -> None:
    """A function is not replaced during its own checks, even after a failure or a death."""
    suite = only(
        "relu",
        """
def test_a(student):
    assert student.relu(1) == 2
def test_b(student):
    student.relu(2)
def test_c(student):
    assert student.relu(1) == 1
""",
    )
    source = "def relu(X):\n    if X == 2: raise RoomDied('died')\n    return X"
    made = make_tiny(suite)
    report = made.run(made.submission(relu=source))
    assert [check.verdict.value for check in report.cells[0].checks] == ["failed", "raised", "passed"]


def test_the_students_own_chain_is_told_where_something_was_replaced(tiny: Any, check_of: Picker) -> None:
    report = tiny.run(tiny.submission(relu=WRONG_RELU))
    assert check_of(report, "test_training.py::test_chain").verdict is Verdict.PASSED
    own = check_of(report, "test_training.py::test_own")
    assert (own.verdict, own.weight) == (Verdict.FAILED, 0)
    assert "your own chain gives" in own.message


def test_the_own_chain_is_not_told_where_nothing_was_replaced(tiny: Any, verdicts: Any) -> None:
    assert "test_training.py::test_own" not in verdicts(tiny.run())


# Checks of several functions together


@pytest.mark.parametrize("wrong", ["def {0}(X):\n    return X", "STUB", "pass", "1 / 0", "def {0}(X)\n    return X"])
def test_a_whole_is_judged_where_one_function_that_it_stands_on_is_the_instructors(
    tiny: Any, check_of: Picker, wrong: str
) -> None:
    for name in ("relu", "double", "shift"):
        check = check_of(tiny.run(tiny.submission(**{name: wrong.format(name)})), "test_training.py::test_chain")
        assert check.verdict is Verdict.PASSED, name


@pytest.mark.parametrize("wrong", ["def {0}(X):\n    return X", "STUB", "pass"])
def test_a_whole_is_not_judged_where_two_are_the_instructors_however_they_fell_short(
    tiny: Any, check_of: Picker, cell_of: CellPicker, wrong: str
) -> None:
    report = tiny.run(tiny.submission(relu=wrong.format("relu"), shift=WRONG_SHIFT))
    skipped = check_of(report, "test_training.py::test_chain")
    assert skipped.verdict is Verdict.SKIPPED and skipped.hint is None
    assert "uses relu, double, shift, and all but one of them must be right" in skipped.message
    assert "relu and shift are not right yet" in skipped.message
    assert cell_of(report, "training").points == 0


def test_functions_that_a_whole_does_not_stand_on_do_not_matter_to_it(make_tiny: Any, cell_of: CellPicker) -> None:
    tiny = make_tiny({"suite.toml": '[stands_on]\ntraining = ["double", "shift"]'})
    one = tiny.run(tiny.submission(relu="STUB", shift=WRONG_SHIFT))
    two = tiny.run(tiny.submission(double=WRONG_DOUBLE, shift="STUB"))
    assert [cell_of(report, "training").points for report in (one, two)] == [7, 0]


def test_a_whole_that_stands_on_one_function_alone_needs_that_one(make_tiny: Any, cell_of: CellPicker) -> None:
    tiny = make_tiny({"suite.toml": '[stands_on]\ntraining = ["shift"]'})
    right, wrong = tiny.run(), tiny.run(tiny.submission(shift=WRONG_SHIFT))
    assert [cell_of(report, "training").points for report in (right, wrong)] == [7, 0]


def test_the_own_chain_is_told_where_something_is_wrong_and_not_where_something_is_unwritten(
    tiny: Any, check_of: Picker
) -> None:
    wrong = tiny.run(tiny.submission(relu=WRONG_RELU, shift=WRONG_SHIFT))
    assert check_of(wrong, "test_training.py::test_own").verdict is Verdict.FAILED
    unwritten = tiny.run(tiny.submission(relu=WRONG_RELU, shift="STUB"))
    assert "test_training.py::test_own" not in {check.name for cell in unwritten.cells for check in cell.checks}


# Verdicts and messages


@pytest.mark.parametrize("name", ["test_relu.py", "test_relu_hidden.py"])
def test_a_check_that_needs_a_right_result_first_says_so_and_gives_no_hint(
    make_tiny: Any, check_of: Picker, name: str
) -> None:
    source = '''
import numpy as np
import pytest
from autograder.checking import Wrong, result_first

@pytest.mark.hint("Leave the argument alone.")
def test_kept(student):
    """X stays as it was

    The caller still needs it.
    """
    with result_first():
        if student.relu(np.float32([-1])).values != 0:
            raise Wrong("the result is wrong")
'''
    made = make_tiny({name: source})
    assert check_of(made.run(), f"{name}::test_kept").verdict is Verdict.PASSED
    check = check_of(made.run(made.submission(relu=WRONG_RELU)), f"{name}::test_kept")
    assert (check.verdict, check.hint) == (Verdict.FAILED, None)
    assert check.message == "This check counts once the result itself is right: see the other checks."


def test_a_function_that_is_not_there_raises_its_reason(tiny: Any, check_of: Picker) -> None:
    report = tiny.run(tiny.submission(relu="x = 1 / 0"))
    for name in ("test_relu.py::test_values", "test_relu.py::test_property", "test_relu_hidden.py::test_large"):
        check = check_of(report, name)
        assert check.verdict is Verdict.RAISED and check.hint is None
        assert "relu is not defined: its cell raised ZeroDivisionError" in check.message
        assert check.cause is not None and check.cause.kind is CauseKind.RAISED and check.cause.undefined


@pytest.mark.parametrize(
    "message",
    [
        "ran out of time",
        "\nrelu raised NotImplementedError",
        "\nrelu is not defined: its cell ended its own process",
        "\nrelu is not defined: none of the cells was run, as too many of them end the process",
    ],
)
def test_what_an_error_says_is_no_cause(tiny: Any, message: str) -> None:
    report = tiny.run(tiny.submission(relu=f"def relu(X): raise Exception({message!r})"))
    relu = next(cell for cell in report.cells if cell.cell == "relu")
    assert all(check.verdict is Verdict.RAISED and check.cause is None for check in relu.checks)
    assert message in relu.checks[0].message
    assert not findings.missing(relu) and not findings.ended(report) and not any(map(findings.timed_out, relu.checks))


def test_a_failed_check_says_why_with_its_hint(tiny: Any, check_of: Picker) -> None:
    check = check_of(tiny.run(tiny.submission(relu=WRONG_RELU)), "test_relu.py::test_values")
    assert check.verdict is Verdict.FAILED
    assert check.message.startswith("relu(") and check.hint == "Compare with 0."
    assert check.title == "Negative numbers become 0"


def test_the_smallest_failing_input_is_told(tiny: Any, check_of: Picker) -> None:
    check = check_of(tiny.run(tiny.submission(relu=WRONG_RELU)), "test_relu.py::test_property")
    assert check.message.startswith("relu(-1)")


def test_a_call_that_raised_says_where_with_its_hint(tiny: Any, check_of: Picker) -> None:
    report = tiny.run(tiny.submission(relu="def relu(X):\n    return X + int('one')"))
    check = check_of(report, "test_relu.py::test_values")
    assert check.verdict is Verdict.RAISED and check.hint == "Compare with 0."
    assert check.message == (
        "relu raised ValueError: invalid literal for int() with base 10: 'one'\nin relu, line 2: return X + int('one')"
    )


SECRETS = ("1234", "4321", "secret", "expected")
TELLING = {
    "is wrong": "def relu(X):\n    return -X",
    "raises what it was given": "def relu(X):\n    raise ValueError(str(X.asnumpy()))",
    "differs from call to call": "import random\ndef relu(X):\n    return X * random.random()",
}


@pytest.mark.parametrize("source", TELLING.values(), ids=TELLING)
def test_a_hidden_check_tells_its_rationale_and_nothing_of_its_values(tiny: Any, check_of: Picker, source: str) -> None:
    check = check_of(tiny.run(tiny.submission(relu=source)), "test_relu_hidden.py::test_large")
    assert check.hidden and check.verdict in (Verdict.FAILED, Verdict.RAISED)
    assert check.title == "Large numbers stay"
    assert check.message.startswith("A network may have entries of any size.")
    told = json.dumps([check.message, check.title, check.hint, check.picture])
    assert not [word for word in SECRETS if word in told]


def test_a_hidden_check_that_raised_tells_the_errors_class(tiny: Any, check_of: Picker) -> None:
    report = tiny.run(tiny.submission(relu=TELLING["raises what it was given"]))
    check = check_of(report, "test_relu_hidden.py::test_large")
    assert check.message.endswith("relu raised ValueError") and check.hint == "Think of large numbers."


PICTURE = """
from autograder.checking import Wrong
def test_picture(student):
    \"\"\"Drawn\"\"\"
    raise Wrong("see", picture=b"\\x89PNG")
"""


def test_a_picture_is_told_of_a_visible_check_and_not_of_a_hidden_one(make_tiny: Any, check_of: Picker) -> None:
    report = make_tiny({"test_relu.py": PICTURE, "test_relu_hidden.py": PICTURE}).run()
    visible, hidden = (
        check_of(report, "test_relu.py::test_picture"),
        check_of(report, "test_relu_hidden.py::test_picture"),
    )
    assert base64.b64decode(visible.picture or "") == b"\x89PNG"
    assert hidden.picture is None and hidden.verdict is Verdict.FAILED


def test_a_result_that_differs_from_call_to_call_is_named(tiny: Any, check_of: Picker) -> None:
    source = "count = [0]\ndef relu(X):\n    count[0] += 1\n    return nd.relu(X) if count[0] % 3 else X - 1"
    check = check_of(tiny.run(tiny.submission(relu=source)), "test_relu.py::test_property")
    assert check.verdict is Verdict.FAILED
    assert check.message == "The result differs from call to call for the same input."


def test_titles_come_from_docstrings_and_cases(make_tiny: Any) -> None:
    suite = only(
        "relu",
        '''
import pytest
@pytest.mark.parametrize("n", [1, 2])
def test_n(student, n):
    """Of n rows.

    Why."""
def test_bare(student):
    pass
''',
    )
    assert [check.title for check in make_tiny(suite).run().cells[0].checks] == [
        "Of n rows [1]",
        "Of n rows [2]",
        "test_bare",
    ]


def test_a_message_without_end_is_cut(make_tiny: Any) -> None:
    suite = only("relu", "def test_long(student):\n    raise AssertionError('x' * 10**6)")
    assert len(make_tiny(suite).run().cells[0].checks[0].message) == plugin._MAX_MESSAGE


# Deaths and time


def test_the_first_death_ends_a_check_that_tries_many_inputs(tiny: Any, plain_room: Any, check_of: Picker) -> None:
    room = plain_room(slow=("relu",))
    report = tiny.run(room=room, limits=Limits(timeouts_per_function=9))
    check = check_of(report, "test_relu.py::test_property")
    assert (check.verdict, check.message) == (
        Verdict.RAISED,
        "relu ran out of time (one call may compute for 2 s; is there a loop that does not end?)",
    )
    calls = [body["args"] for kind, body in room.requests if kind == "call" and body["function"] == "relu"]
    assert len(calls) == 3  # one for each of the three checks
    assert check.cause is not None and (check.cause.kind, check.cause.undefined) == (CauseKind.TIMED_OUT, False)
    assert f"relu {check.cause.words}" == check.message


def test_after_two_calls_out_of_time_the_functions_other_checks_are_not_tried(tiny: Any, plain_room: Any) -> None:
    report = tiny.run(room=plain_room(slow=("relu",)))
    assert [check.verdict.value for check in report.cells[0].checks] == ["raised", "raised", "skipped"]
    assert report.cells[0].checks[2].message == "Not run: relu had already run out of time 2 times."
    assert report.cells[1].points == 6


def test_a_death_counts_though_the_check_did_not_mind(make_tiny: Any) -> None:
    suite = only("relu", "def test_any(student):\n    try: student.relu(1)\n    except Exception: pass")
    made = make_tiny(suite)
    report = made.run(made.submission(relu="def relu(X):\n    raise RoomDied('died')"))
    assert report.cells[0].checks[0].verdict is Verdict.RAISED


def test_a_submission_out_of_time_has_its_other_checks_skipped_and_named(
    tiny: Any, verdicts: Any, plain_room: Any
) -> None:
    report = tiny.run(room=plain_room(pace=0.6), limits=Limits(submission_seconds=0.5))
    assert report.score == 0 and report.complete
    assert set(verdicts(report).values()) == {"skipped"}
    assert "used up its 0 seconds" in report.cells[0].checks[0].message


def test_a_check_that_calls_slowly_without_end_ends_with_the_submissions_time(make_tiny: Any, plain_room: Any) -> None:
    """Each call stays below its own limit; all together must not."""
    made = make_tiny(only("relu", "def test_many(student):\n    while True: student.relu(1)"))
    submission = made.submission(relu="def relu(X):\n    return X")
    report = made.run(submission, room=plain_room(pace=0.05), limits=Limits(submission_seconds=5))
    assert report.cells[0].checks[0].verdict is Verdict.RAISED
    assert "the submission had used up its time" in report.cells[0].checks[0].message


@pytest.mark.slow
def test_a_slow_example_is_no_failed_one(make_tiny: Any) -> None:
    """Hypothesis has its own limit for each example, 0.2 s of wall time: it must not apply here."""
    property_based = """
from hypothesis import given, strategies as st

@given(st.just(1))
def test_one(student, x):
    assert student.relu(x) == 1
"""
    made = make_tiny(only("relu", property_based))
    report = made.run(made.submission(relu="import time\ndef relu(X):\n    time.sleep(0.25)\n    return X"))
    assert report.cells[0].checks[0].verdict is Verdict.PASSED, report.cells[0].checks[0].message


# Our own faults


BROKEN = {
    "an error of the check": "def test_it(student):\n    {}['missing']",
    "an unknown fixture": "def test_it(student, nothing):\n    pass",
    "an argument that cannot be sent": "def test_it(student):\n    student.relu(object())",
    "a function that is not graded": "def test_it(student):\n    student.softmax(1)",
    "an error of a fixture": """
import pytest
@pytest.fixture
def bad():
    raise ValueError
def test_it(student, bad):
    pass
""",
    "an error after the check": """
import pytest
@pytest.fixture
def bad():
    yield
    raise ValueError
def test_it(student, bad):
    pass
""",
    "a strategy without values": """
from hypothesis import given, strategies as st
@given(st.nothing())
def test_it(student, x):
    pass
""",
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_a_fault_of_a_check_breaks_the_report_and_is_no_failure(make_tiny: Any, text: str) -> None:
    report = make_tiny(only("relu", text)).run()
    assert report.cells[0].checks[0].verdict is Verdict.BROKEN
    assert report.cells[0].checks[0].message
    assert not report.complete and report.cells[0].points == 0
    assert report.cells[1].points == 6


UNCOLLECTED = {
    "a syntax error": "def test_it(student:\n    pass",
    "an import that fails": "import no_such_module\ndef test_it(student):\n    pass",
    "an error at import": "raise ValueError('at import')",
    "an unknown mark": "import pytest\n@pytest.mark.wieght(2)\ndef test_it(student):\n    pass",
    "a strange parametrize": "import pytest\n@pytest.mark.parametrize('a', [1])\ndef test_it(student):\n    pass",
}


@pytest.mark.parametrize("text", UNCOLLECTED.values(), ids=UNCOLLECTED)
def test_a_suite_that_cannot_be_collected_breaks_the_whole_report(make_tiny: Any, text: str) -> None:
    report = make_tiny({"test_double.py": text}).run()
    assert not report.complete and report.score == 0
    assert [check.verdict.value for cell in report.cells for check in cell.checks] == ["broken"] * 4
    assert "test_double.py" in report.cells[0].checks[0].message


def test_a_cell_whose_files_hold_no_check_is_broken_alone(make_tiny: Any, cell_of: CellPicker) -> None:
    report = make_tiny({"test_double.py": "x = 1"}).run()
    assert cell_of(report, "double").checks[0].verdict is Verdict.BROKEN
    assert cell_of(report, "relu").points == 4 and not report.complete


def test_a_check_that_skips_itself_earns_nothing(make_tiny: Any) -> None:
    suite = only(
        "relu",
        """
import pytest
def test_a(student):
    pytest.skip('not today')
@pytest.mark.skip(reason='never')
def test_b(student):
    pass
""",
    )
    report = make_tiny(suite).run()
    assert [(check.verdict.value, check.message) for check in report.cells[0].checks] == [
        ("skipped", "not today"),
        ("skipped", "never"),
    ]
    assert report.cells[0].points == 0


def test_a_check_that_is_expected_to_fail_earns_nothing(make_tiny: Any) -> None:
    suite = only(
        "relu",
        """
import pytest
@pytest.mark.xfail
def test_a(student):
    assert False
def test_b(student):
    pytest.xfail('x')
def test_c(student):
    pytest.fail('y')
""",
    )
    report = make_tiny(suite).run()
    assert report.cells[0].points == 0
    assert all(check.verdict is not Verdict.PASSED for check in report.cells[0].checks)


def test_a_fault_of_the_plugin_breaks_every_cell_and_says_why(tiny: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object) -> None:
        raise ZeroDivisionError("in the plugin")

    monkeypatch.setattr("autograder.grading.verdicts.title", fail)
    report = tiny.run()
    assert not report.complete and report.score == 0
    assert all("in the plugin" in check.message for cell in report.cells for check in cell.checks)


def test_a_room_that_breaks_in_mid_run_breaks_the_checks_from_there_on(
    tiny: Any, plain_room: Any, verdicts: Any
) -> None:
    class Breaking(plain_room):
        starts = 0

        def request(self, kind: str, body: Any, seconds: float) -> wire.Frame:
            self.starts += kind == "start"
            if self.starts > 1:
                raise SandboxError("no more rooms")
            return super().request(kind, body, seconds)

    source = "def double(X):\n    raise RoomDied('died')"
    report = tiny.run(tiny.submission(double=source), room=Breaking())
    found = verdicts(report)
    assert not report.complete
    assert found["test_relu.py::test_values"] == "passed" and found["test_double.py::test_values"] == "raised"
    assert found["test_shift_hidden.py::test_values"] == "broken"
    assert found["test_training.py::test_chain"] != "passed"


# Notes


def test_a_redefinition_is_noted_at_its_function(tiny: Any, cell_of: CellPicker) -> None:
    node = tiny.notebook()
    node.cells[4].source += "\nfirst = relu"
    place = next(i for i, cell in enumerate(node.cells) if cell.id == "c-check-relu")
    node.cells.insert(
        place,
        type(node.cells[4])(
            {**node.cells[4], "id": "again", "metadata": {}, "source": "def relu(X):\n    return nd.relu(X)"}
        ),
    )
    report = tiny.run(node)
    assert "defined again after its own cell" in cell_of(report, "relu").notes[0]
    assert cell_of(report, "double").notes == ()
    assert report.score == 22
