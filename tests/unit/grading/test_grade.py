"""`grade`: its contract with callers, and that it leaves the process and the current folder unchanged."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
import types
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import hypothesis
import nbformat
import pytest

from autograder import grade
from autograder.errors import BrokenError, SandboxError, SubmissionError, UsageError
from autograder.guest import wire
from autograder.model import CheckResult, Report, Verdict
from autograder.room import opening
from autograder.room.limits import Limits

WRONG_RELU = "def relu(X):\n    return X"


def timeless(report: Report) -> dict[str, Any]:
    """The report as JSON, without times."""
    data = report.to_dict()
    data.pop("seconds")
    for cell in data["cells"]:
        for check in cell["checks"]:
            check.pop("seconds")
    return data


def inputs(room: Any) -> list[str]:
    """All arguments that checks passed to the student's functions."""
    asked = [(body["function"], body["args"]) for kind, body in room.requests if kind in ("call", "drive")]
    return [
        f"{name}{[getattr(value, 'tolist', lambda value=value: value)() for value in args]}" for name, args in asked
    ]


# Stopping at the first failure


def test_asked_briefly_a_cell_ends_at_its_first_failure_and_the_others_are_not_run(
    tiny: Any, plain_room: Any, verdicts: Any
) -> None:
    wrong = tiny.submission(relu=WRONG_RELU, double="def double(X):\n    return X")
    rooms = plain_room(), plain_room()
    whole = verdicts(tiny.run(wrong, only=["double"], room=rooms[0]))
    report = tiny.run(wrong, only=["double"], room=rooms[1], stop_at_failure=True)
    brief = verdicts(report)
    assert list(brief) == list(whole) and report.cells[0].points < report.cells[0].max_points
    number = list(whole.values()).index("failed")
    assert list(brief.values()) == [*list(whole.values())[: number + 1], *["skipped"] * (len(whole) - number - 1)]
    assert {body["function"] for kind, body in rooms[1].requests if kind == "call"} == {"double"}
    assert len(inputs(rooms[1])) < len(inputs(rooms[0]))
    assert tiny.run(tiny.submission(), only=["double"], stop_at_failure=True).score == 6


def test_asked_briefly_no_simpler_example_is_looked_for(make_tiny: Any, plain_room: Any) -> None:
    suite = """
from hypothesis import given
from hypothesis import strategies as st
@given(x=st.integers(0, 10**6))
def test_it(student, x):
    assert student.double([x]) == [2 * x]
"""
    course = make_tiny({"test_double.py": suite, "test_double_hidden.py": None})
    wrong = course.submission(double="def double(X):\n    return X if X[0] > 100 else [2 * X[0]]")
    rooms = plain_room(), plain_room()
    course.run(wrong, only=["double"], room=rooms[0], diagnose=False)
    course.run(wrong, only=["double"], room=rooms[1], stop_at_failure=True, diagnose=False)
    whole, brief = map(inputs, rooms)
    asked = [entry for entry in whole if entry.startswith("double")]
    assert brief == asked[: len(brief)] and len(brief) < len(asked)
    assert asked[-1] == "double[[101]]" != brief[-1]


# Seeds


def test_the_same_seed_gives_the_same_report_but_for_times(tiny: Any) -> None:
    for sources in ({}, {"relu": WRONG_RELU}, {"relu": "def relu(X):\n    return nd.random.uniform(shape=X.shape)"}):
        first, second = (tiny.run(tiny.submission(**sources), seed=7) for _ in range(2))
        assert timeless(first) == timeless(second)


def test_another_seed_gives_other_inputs(tiny: Any, plain_room: Any) -> None:
    rooms = [plain_room() for _ in range(3)]
    for room, seed in zip(rooms, (7, 7, 8), strict=True):
        tiny.run(room=room, seed=seed)
    first, again, other = map(inputs, rooms)
    assert first == again != other
    assert len(first) == len(other)


def test_the_inputs_do_not_hang_on_what_else_the_process_has_loaded(
    make_tiny: Any, plain_room: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hypothesis tries constants from the source of whatever modules are loaded."""
    text = """
from hypothesis import given, settings
from hypothesis import strategies as st

@settings(max_examples=200)
@given(x=st.integers(0, 2**62))
def test_it(student, x):
    student.relu(x)
"""
    made = make_tiny({"test_relu.py": text})
    submission = made.submission(relu="def relu(X):\n    return X")
    before, after = plain_room(), plain_room()
    made.run(submission, room=before, seed=7)
    (tmp_path / "many_constants.py").write_text(f"x = {list(range(10**6, 10**6 + 500))}")
    monkeypatch.syspath_prepend(tmp_path)
    __import__("many_constants")
    made.run(submission, room=after, seed=7)
    assert len(inputs(before)) > 200
    assert inputs(before) == inputs(after)


def test_reporting_on_one_cell_only_does_not_change_its_inputs(tiny: Any, plain_room: Any) -> None:
    whole, part = plain_room(), plain_room()
    tiny.run(room=whole, seed=7)
    tiny.run(room=part, seed=7, only=["double"])
    calls = inputs(part)
    assert calls == inputs(whole)[: len(calls)] and any(call.startswith("double") for call in calls)


def test_a_seed_that_was_not_given_is_drawn_and_recorded(tiny: Any) -> None:
    first, second = (tiny.run(seed=None).seed for _ in range(2))
    assert first != second
    assert all(0 <= seed < 2**31 for seed in (first, second))


@pytest.mark.parametrize("seed", [-1, 2**31])
def test_a_seed_out_of_range_is_refused(tiny: Any, seed: int) -> None:
    with pytest.raises(UsageError, match="seed: expected"):
        tiny.run(seed=seed)


@pytest.mark.parametrize("seed", [0, 2**31 - 1])
def test_the_first_and_the_last_seed_grade(tiny: Any, seed: int) -> None:
    assert tiny.run(seed=seed).score == 22


# Parts of an assignment


def test_only_the_cells_asked_for_are_reported_and_those_before_decide_what_is_replaced(tiny: Any) -> None:
    report = tiny.run(tiny.submission(relu=WRONG_RELU), only=["double"])
    assert [(cell.cell, cell.points) for cell in report.cells] == [("double", 6)]
    assert (report.score, report.max_score) == (6, 6)


def test_cells_are_reported_in_the_notebooks_order(tiny: Any) -> None:
    assert [cell.cell for cell in tiny.run(only=["training", "relu"]).cells] == ["relu", "training"]


def test_an_unknown_cell_is_refused_with_those_there_are(tiny: Any) -> None:
    with pytest.raises(UsageError, match="no graded cell 'softmax': there are relu, double, shift, training"):
        tiny.run(only=["relu", "softmax"])


def test_asked_for_no_cell_nothing_is_run(
    tiny: Any, plain_room: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a file to collect, pytest would collect the current folder: a submission's, maybe."""
    (tmp_path / "test_trap.py").write_text("import sys; sys.modules['sprung'] = sys")
    monkeypatch.chdir(tmp_path)
    room = plain_room()
    assert tiny.run(only=[], room=room).cells == ()
    assert room.requests == [] and "sprung" not in sys.modules


# The report


def test_a_report_says_who_what_and_how(tiny: Any) -> None:
    source = "def relu(X):\n    return nd.relu(X)\nprint('printed')"
    report = tiny.run(tiny.submission(relu=source), seed=7)
    assert (report.assignment, report.student, report.seed) == ("tiny", None, 7)
    assert report.outputs == {"relu": "printed\n"}
    assert report.environment["mxnet"] == "1.9.1" and report.environment["device"] == "cpu(0)"
    assert report.seconds > 0
    assert Report.from_dict(report.to_dict()).score == report.score


def test_what_was_unusual_about_the_submission_is_in_the_report(tiny: Any) -> None:
    node = tiny.notebook()
    node.cells = [cell for cell in node.cells if cell.id != "c-check-double"]
    assert tiny.run(node).notes == ("The cell check-double was missing; it was put back.",)
    node.cells = [cell for cell in node.cells if cell.id != "c-double"]
    report = tiny.run(node)
    assert report.notes == ()  # the check says more
    (double,) = (cell for cell in report.cells if cell.cell == "double")
    assert {check.message for check in double.checks} == {
        "double is not defined: its cell is missing from the submission, "
        "and no cell above its test cell that the grader runs defines it"
    }


def test_progress_is_told_before_each_check(tiny: Any) -> None:
    told: list[str] = []
    tiny.run(progress=told.append)
    assert told == ["relu", "relu", "relu", "double", "shift", "training", "training"]


def test_a_progress_bar_can_be_drawn_while_a_check_runs(make_tiny: Any, capfd: pytest.CaptureFixture[str]) -> None:
    """pytest would capture what other threads write then."""
    suite = {
        "test_double.py": "import sys, os\ndef test_it(student):\n    sys.stderr.write('bar')\n    os.write(2, b'raw')"
    }
    make_tiny(suite).run()
    shown = capfd.readouterr().err
    assert "bar" in shown and "raw" in shown


def test_a_room_that_was_handed_in_is_left_open(tiny: Any, plain_room: Any) -> None:
    room = plain_room()
    tiny.run(room=room)
    assert not room.closed


# Errors


def test_a_room_that_cannot_be_opened_is_an_error_and_not_a_report(tiny: Any) -> None:
    class Closed:
        spent = 0.0

        def request(self, kind: str, body: Any, seconds: float) -> wire.Frame:
            raise SandboxError("no namespaces here")

        def close(self) -> None: ...

    with pytest.raises(SandboxError, match="no namespaces here"):
        tiny.run(room=Closed())


def test_without_bubblewrap_nothing_is_graded(tiny: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opening.end()  # a zygote of an earlier test would still make rooms
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SandboxError, match="bubblewrap is not installed"):
        grade(tiny.assignment, tiny.notebook())
    opening.end()  # and zygotes that failed here would make the rooms of later tests cold


def test_a_driver_that_cannot_be_loaded_is_an_error(make_tiny: Any) -> None:
    with pytest.raises(SyntaxError):
        make_tiny({"driver.py": "def chain(:"}).run()


def test_an_interrupt_is_passed_on(make_tiny: Any) -> None:
    suite = {"test_double.py": "def test_it(student):\n    raise KeyboardInterrupt"}
    with pytest.raises(KeyboardInterrupt):
        make_tiny(suite).run()


def test_a_notebook_that_cannot_be_read_is_an_error_before_anything_runs(tiny: Any, tmp_path: Path) -> None:
    with pytest.raises(SubmissionError, match="No such file"):
        grade(tiny.assignment, tmp_path / "missing.ipynb")
    with pytest.raises(SubmissionError, match="No such file"):
        grade(tiny.assignment, str(tmp_path / "missing.ipynb"))


def test_pytest_that_ends_in_a_strange_way_is_an_error(tiny: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pytest, "main", lambda *args, **options: pytest.ExitCode.USAGE_ERROR)
    with pytest.raises(BrokenError, match="USAGE_ERROR"):
        tiny.run()


# The process stays as it was


def state() -> dict[str, Any]:
    """The state of this process that grading must not change. Libraries may stay loaded; a suite's modules may not."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}
    return {
        "folder": Path.cwd(),
        "environment": environment,
        "path": list(sys.path),
        "meta_path": list(map(type, sys.meta_path)),
        "suites": {
            name for name, module in sys.modules.items() if "/suites/tiny/" in str(getattr(module, "__file__", ""))
        },
        "same names": {name for name in sys.modules if name in ("driver", "test_relu", "test_double", "oracle")},
        "profile": hypothesis.settings.get_current_profile_name(),
        "settings": repr(hypothesis.settings()),
        "bytecode": sys.dont_write_bytecode,
        "filters": list(warnings.filters),
        "hooks": (sys.excepthook, sys.unraisablehook, threading.excepthook, sys.displayhook, sys.breakpointhook),
        "streams": (sys.stdout, sys.stderr, sys.stdin),
        "threads": threading.active_count(),
    }


@pytest.fixture(scope="module", autouse=True)
def warm(tiny: Any) -> None:
    """The first grading of a process loads libraries, which may stay."""
    tiny.run()


def test_grading_leaves_the_process_as_it_was(tiny: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_ADDOPTS", "--collect-only -k nothing")
    monkeypatch.setenv("PYTEST_PLUGINS", "no_such_plugin")
    before = state()
    assert tiny.run().score == 22
    assert state() == before


@pytest.mark.parametrize("text", ["raise ValueError", "def test_it(student):\n    raise KeyboardInterrupt"])
def test_grading_that_fails_leaves_the_process_as_it_was(make_tiny: Any, text: str) -> None:
    made = make_tiny({"test_relu.py": text})
    before = state()
    with contextlib.suppress(KeyboardInterrupt):
        made.run()
    assert state() == before


def test_grading_writes_nothing(make_tiny: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = make_tiny({"oracle.py": "x = 1", "test_double.py": "import oracle\ndef test_it(student):\n    pass"})
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    made.run(made.submission(relu=WRONG_RELU))
    assert sorted(tmp_path.rglob("*")) == before


def test_modules_of_the_suites_names_are_neither_used_nor_lost(
    make_tiny: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    suite = {
        "oracle.py": "def expected(): return 1",
        "test_double.py": "import oracle\ndef test_it(student):\n    assert oracle.expected() == 1",
    }
    made = make_tiny(suite)
    mine = {name: types.ModuleType(name) for name in ("test_relu", "test_double", "oracle", "driver")}
    for name, module in mine.items():
        monkeypatch.setitem(sys.modules, name, module)
    assert made.run().score == 22
    assert all(sys.modules[name] is module for name, module in mine.items())


def test_two_suites_with_modules_of_one_name_do_not_mix(make_tiny: Any) -> None:
    def suite(number: int) -> dict[str, str]:
        text = f"import oracle\ndef test_it(student):\n    assert oracle.NUMBER == {number}"
        return {"oracle.py": f"NUMBER = {number}", "test_double.py": text}

    first, second = make_tiny(suite(1)), make_tiny(suite(2))
    assert [made.run().score for made in (first, second, first)] == [22, 22, 22]


def test_what_a_suites_modules_keep_does_not_reach_the_next_grading(make_tiny: Any) -> None:
    text = """
import oracle
import pytest
seen = []
@pytest.fixture(scope="module")
def calls():
    seen.append("fixture")
    return seen
def test_it(student, calls):
    seen.append("check")
    oracle.SEEN.append("check")
    assert seen == ["fixture", "check"] and oracle.SEEN == ["check"], f"{seen} {oracle.SEEN}"
"""
    made = make_tiny({"oracle.py": "SEEN = []", "test_double.py": text})
    first, second = (timeless(made.run(seed=7)) for _ in range(2))
    assert first == second and first["score"] == 22


def test_a_suite_that_was_changed_is_read_again(make_tiny: Any) -> None:
    made = make_tiny({"oracle.py": "NUMBER = 1", "test_double.py": "import oracle\ndef test_it(student):\n    pass"})
    assert made.run().score == 22
    text = "import oracle\ndef test_it(student):\n    assert oracle.NUMBER == 1, f'it is {oracle.NUMBER}'"
    (made.assignment.suite / "test_double.py").write_text(text)
    (made.assignment.suite / "oracle.py").write_text("NUMBER = 2")
    cell = next(cell for cell in made.run().cells if cell.cell == "double")
    assert cell.points == 0 and cell.checks[0].message.startswith("it is 2")


def test_configuration_of_the_folder_it_is_called_from_counts_for_nothing(
    tiny: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --no-such-option\n")
    (tmp_path / "conftest.py").write_text("raise SystemExit('conftest was run')")
    (tmp_path / "hypothesis.py").write_text("raise SystemExit('a stray module was imported')")
    monkeypatch.chdir(tmp_path)
    assert tiny.run().score == 22


def test_a_conftest_beside_a_suite_is_not_run(make_tiny: Any) -> None:
    assert make_tiny({"conftest.py": "raise SystemExit('conftest was run')"}).run().score == 22


def test_a_warning_in_a_suite_is_not_an_error_though_the_caller_makes_them_so(make_tiny: Any) -> None:
    suite = {
        "test_double.py": """
import warnings
import numpy as np
def test_it(student):
    warnings.warn('x')
    np.float32(1) / np.float32(0)
"""
    }
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert make_tiny(suite).run().score == 22


def test_hypothesis_settings_of_the_caller_do_not_reach_the_checks(tiny: Any, plain_room: Any) -> None:
    rooms = plain_room(), plain_room()
    tiny.run(room=rooms[0])
    hypothesis.settings.register_profile("of the caller", max_examples=1, phases=())
    before = hypothesis.settings.get_current_profile_name()
    hypothesis.settings.load_profile("of the caller")
    try:
        tiny.run(room=rooms[1])
    finally:
        hypothesis.settings.load_profile(before)
    assert inputs(rooms[0]) == inputs(rooms[1])


# In the real sandbox, once each


@pytest.fixture(scope="module")
def right(tiny: Any) -> Report:
    """A right submission, graded from a file in the real sandbox, from outside its course folder."""
    source = (
        "%config InlineBackend.close_figures = False\ndef relu(X):\n    return nd.relu(X)\nprint('hello')\nawait_me = 1"
    )
    node = tiny.notebook(relu=source)
    path = tiny.root / "right.ipynb"
    nbformat.write(node, path)
    return grade(tiny.assignment, path, seed=7, student="ada")


def test_a_right_submission_earns_everything_behind_the_wall(right: Report) -> None:
    assert (right.score, right.max_score, right.complete) == (22, 25, True)
    assert (right.student, right.seed) == ("ada", 7)
    assert right.environment["sandbox"] == "bubblewrap"
    assert right.outputs == {"relu": "hello\n"}


HOSTILE = {
    "relu": "def relu(X):\n    while True: pass",
    "double": "import os\ndef double(X):\n    os._exit(3)",
    "shift": "def shift(X):\n    return X + 1",
}
LIMITS = Limits(call_seconds=0.7, cell_seconds=3, timeouts_per_function=1)


@pytest.fixture(scope="module")
def hostile(tiny: Any) -> tuple[Report, float]:
    started = time.monotonic()
    report = grade(tiny.assignment, tiny.notebook(**HOSTILE), seed=7, limits=LIMITS)
    return report, time.monotonic() - started


def test_a_loop_and_an_exit_cost_their_own_functions(hostile: tuple[Report, float]) -> None:
    report, _ = hostile
    assert {cell.cell: cell.points for cell in report.cells} == {"relu": 0, "double": 0, "shift": 5, "training": 0}
    assert report.complete


def test_each_failure_behind_the_wall_is_named(
    hostile: tuple[Report, float], check_of: Callable[[Report, str], CheckResult]
) -> None:
    report, _ = hostile
    first = check_of(report, "test_relu.py::test_values")
    assert (first.verdict, first.message) == (
        Verdict.RAISED,
        "relu ran out of time (one call may compute for 0.7 s; is there a loop that does not end?)",
    )
    assert check_of(report, "test_relu.py::test_property").verdict is Verdict.SKIPPED
    died = check_of(report, "test_double.py::test_values")
    assert died.verdict is Verdict.RAISED and "exit status 3" in died.message


def test_a_loop_costs_seconds_and_not_minutes(hostile: tuple[Report, float]) -> None:
    _, seconds = hostile
    assert seconds < 60


def test_a_cell_that_ends_the_process_behind_the_wall_is_left_out(tiny: Any) -> None:
    node = tiny.notebook(relu="import os; os._exit(0)\ndef relu(X): return X")
    report = grade(tiny.assignment, node, seed=7, limits=LIMITS, only=["relu", "double"])
    assert [cell.points for cell in report.cells] == [0, 6]
    assert "its cell ended its own process" in report.cells[0].checks[0].message


def test_a_cell_that_makes_a_folder_can_make_it_each_time_that_the_notebook_is_run(tiny: Any) -> None:
    made = "import os\nos.mkdir('figures')\ndef double(X):\n    return relu(X) + relu(X)"
    wrong = "def relu(X):\n    return X"  # the notebook is run again, with the instructor's relu
    report = grade(tiny.assignment, tiny.notebook(relu=wrong, double=made), seed=7, only=["relu", "double"])
    assert [cell.points for cell in report.cells] == [0, 6]


def test_a_forged_end_of_the_session_gains_nothing_and_breaks_nothing(tiny: Any) -> None:
    """A cell writes to every descriptor that the session has ended, and stays alive."""
    forge = """
import json, os, struct
def relu(X):
    header = json.dumps({"id": 0, "kind": "ended", "body": {"dict": {"status": 0}}, "buffers": []}).encode()
    for descriptor in range(3, 64):
        try:
            os.write(descriptor, struct.pack(">II", 4 + len(header), len(header)) + header)
        except OSError:
            pass
    return X
"""
    report = grade(tiny.assignment, tiny.notebook(relu=forge), seed=7, limits=LIMITS, only=["relu", "double"])
    assert report.complete
    assert [cell.points for cell in report.cells] == [0, 6]
    assert {check.verdict for check in report.cells[0].checks} <= {Verdict.RAISED, Verdict.FAILED}
