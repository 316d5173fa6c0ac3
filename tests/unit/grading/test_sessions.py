"""Sessions and the student's proxy: which functions a check calls, and how failures are reported."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell

from autograder.course.assignment import Assignment
from autograder.errors import SandboxError
from autograder.grading.plan import Plan
from autograder.grading.sessions import Sessions
from autograder.guest import session as guest_session
from autograder.guest import wire
from autograder.model import Cause, CauseKind
from autograder.room.bubblewrap import View
from autograder.room.limits import Limits
from autograder.room.process import RoomDied
from autograder.room.student import Folders, Student, StudentDied, StudentRaised, describe, in_words
from autograder.submission.rebuild import Step, Submission

FUNCTIONS = ("relu", "double")
REFERENCES = {"relu": "relu = 'reference relu'", "double": "double = 'reference double'"}
DIE = "raise RoomDied('ended its own process')"


@pytest.fixture
def made(plain_room: Any, tmp_path: Path) -> Callable[..., tuple[Sessions, Any]]:
    """Make sessions over some steps, in a room without a process; returns both."""

    def make(*steps: Step, room: Any = None, limits: Limits | None = None) -> tuple[Sessions, Any]:
        room = room or plain_room()
        room.view = View(tmp_path, limits=limits or Limits())
        checks = [{"nbgrader": {"grade_id": f"check-{name}", "grade": True}} for name in FUNCTIONS]
        cells = tuple(new_code_cell(metadata=metadata) for metadata in checks)
        assignment = Assignment("two", tmp_path, cells, tmp_path)
        sessions = Sessions(assignment, Submission(steps), room, Plan(1, {}, REFERENCES))
        sessions.open()
        return sessions, room

    return make


def solution(name: str, source: str) -> tuple[Step, Step]:
    return Step("solution", name, source), Step("check", name, "")


RELU = solution("relu", "relu = lambda: 'relu'")
DOUBLE = solution("double", "double = lambda: relu() if callable(relu) else relu")


# What runs


def test_a_cell_below_its_test_cell_is_said_to_stand_there(made: Callable[..., Any]) -> None:
    sessions, _ = made(RELU[1], *DOUBLE, RELU[0])
    sessions.student("double", frozenset(), 1)
    below = "its cell stands below its test cell, and cells run from top to bottom: move it up"
    assert sessions.undefined == {"relu": Cause(CauseKind.NOT_DEFINED, below, undefined=True)}


def test_the_first_session_runs_the_students_cells_alone_and_in_order(made: Callable[..., Any]) -> None:
    _, room = made(Step("instructor", "imports", "x = 1"), *RELU, Step("added", "a", "y = x"), *DOUBLE)
    assert room.sources() == ["x = 1", RELU[0].source, "y = x", DOUBLE[0].source]


def test_a_replaced_function_is_the_instructors_for_what_follows(made: Callable[..., Any]) -> None:
    sessions, room = made(*RELU, *DOUBLE)
    room.requests.clear()
    student = sessions.student("double", frozenset({"relu"}), 1)
    assert ("replace", {"references": {"relu": REFERENCES["relu"]}}) in room.requests
    assert room.sources() == [RELU[0].source, DOUBLE[0].source]
    assert student.double() == "reference relu"


BINDS_RELU = "double = lambda act=relu: act() if callable(act) else act"


@pytest.mark.parametrize(
    "steps",
    [
        (*RELU, *solution("double", BINDS_RELU)),
        (Step("solution", "relu", f"{RELU[0].source}\n{BINDS_RELU}"), RELU[1], DOUBLE[1]),
        (Step("added", "a", f"{RELU[0].source}\n{BINDS_RELU}"), RELU[1], DOUBLE[1]),
        (Step("added", "a", RELU[0].source), Step("added", "b", BINDS_RELU), RELU[1], DOUBLE[1]),
        (*RELU, Step("added", "a", "relu = lambda: 'again'"), *solution("double", BINDS_RELU)),
        (*solution("relu", "raise ValueError"), *solution("double", BINDS_RELU)),
        (*solution("relu", DIE), *solution("double", BINDS_RELU)),
        (RELU[1], *solution("double", BINDS_RELU)),
        (*solution("relu", f"{RELU[0].source}\ndel relu"), *solution("double", BINDS_RELU)),
    ],
    ids=["own cell", "merged", "merged elsewhere", "elsewhere", "redefined", "raises", "dies", "missing", "deleted"],
)
def test_no_function_keeps_a_replaced_one_wherever_that_was_defined(
    made: Callable[..., Any], steps: tuple[Step, ...]
) -> None:
    sessions, _ = made(*steps)
    assert sessions.student("double", frozenset({"relu"}), 1).double() == "reference relu"
    assert "double" not in sessions.undefined


def test_what_else_stands_in_a_replaced_functions_cell_stays_the_students(made: Callable[..., Any]) -> None:
    own = "helper = 'own'\nrelu = lambda: 'wrong'\ndouble = lambda: helper"
    sessions, _ = made(Step("solution", "relu", own), RELU[1], DOUBLE[1])
    assert sessions.student("double", frozenset({"relu"}), 1).double() == "own"


def test_a_helper_of_the_instructors_takes_no_place_of_the_students(made: Callable[..., Any], monkeypatch: Any) -> None:
    monkeypatch.setitem(REFERENCES, "relu", "helper = 'the reference'\nnew = 'its helper'\nrelu = lambda: new")
    own = (
        *solution("relu", "helper = 'own'\nrelu = lambda: 1"),
        *solution("double", "double = lambda: (helper, relu())"),
    )
    sessions, _ = made(*own)
    assert sessions.student("double", frozenset({"relu"}), 1).double() == ("own", "its helper")


def test_a_function_is_not_inherited_from_what_replaced_another(made: Callable[..., Any], monkeypatch: Any) -> None:
    monkeypatch.setitem(REFERENCES, "relu", "relu = double = lambda: 'reference'")
    sessions, _ = made(*RELU, Step("solution", "double", ""), Step("added", "a", "double = double"), DOUBLE[1])
    student = sessions.student("double", frozenset({"relu"}), 1)
    assert sessions.undefined["double"].words == "its cell does not define it"
    with pytest.raises(StudentRaised, match="NameError"):
        student.double()


@pytest.mark.parametrize(
    "steps",
    [
        (Step("instructor", "imports", "relu = len"), RELU[1]),
        (Step("added", "a", "relu = None"), Step("instructor", "imports", "relu = len"), RELU[1]),
        (RELU[0], Step("instructor", "imports", "del relu"), RELU[1]),
    ],
    ids=["bound", "bound again", "deleted"],
)
def test_what_an_instructors_cell_binds_is_not_the_students(made: Callable[..., Any], steps: tuple[Step, ...]) -> None:
    sessions, _ = made(*steps)
    student = sessions.student("relu", frozenset(), 1)
    assert "relu" in sessions.undefined
    with pytest.raises(StudentRaised, match="NameError"):
        student.relu()


def test_an_error_within_the_instructors_function_shows_no_line_of_it(
    made: Callable[..., Any], monkeypatch: Any
) -> None:
    monkeypatch.setitem(REFERENCES, "relu", "def relu():\n    return 1 / 0  # the solution")
    sessions, _ = made(*RELU, *DOUBLE)
    with pytest.raises(StudentRaised, match="ZeroDivisionError") as error:
        sessions.student("double", frozenset({"relu"}), 1).double()
    assert "relu() if callable(relu)" in str(error.value) and "the solution" not in str(error.value)


def test_a_session_is_kept_while_the_same_functions_are_replaced(made: Callable[..., Any]) -> None:
    sessions, room = made(*RELU, *DOUBLE)
    for replaced in ([], [], ["relu"], ["relu"], ["relu", "double"], []):
        sessions.student("relu", frozenset(replaced), 1)
    assert [kind for kind, _ in room.requests].count("start") == 4


def test_a_function_without_a_reference_is_not_asked_to_be_replaced(made: Callable[..., Any]) -> None:
    sessions, room = made(*RELU)
    sessions.student("relu", frozenset({"training"}), 1)
    assert [kind for kind, _ in room.requests].count("start") == 1


def test_each_check_gets_generators_seeded_anew(made: Callable[..., Any]) -> None:
    draw = "import random\nrelu = random.random"
    sessions, _ = made(*solution("relu", draw))
    first = sessions.student("relu", frozenset(), 5).relu()
    assert sessions.student("relu", frozenset(), 6).relu() != first
    assert sessions.student("relu", frozenset(), 5).relu() == first


@pytest.mark.parametrize(
    "steps",
    [
        solution("relu", "import mxnet as mx\nrelu = lambda: mx.nd.random.uniform().asscalar()"),
        solution("relu", "from mxnet import nd\ndef relu():\n    return nd.shuffle(nd.arange(99)).asnumpy().tolist()"),
        (
            Step("instructor", "tools", "import mxnet as mx\ndef tool():\n    return mx.nd.random.normal().asscalar()"),
            *solution("relu", "relu = tool"),
        ),
    ],
    ids=["draws", "shuffles", "by the instructor's function"],
)
def test_what_mxnet_draws_depends_on_the_check_alone(made: Callable[..., Any], steps: tuple[Step, ...]) -> None:
    sessions, _ = made(*steps)
    first = sessions.student("relu", frozenset(), 5).relu()
    assert sessions.student("relu", frozenset(), 6).relu() != first
    assert sessions.student("relu", frozenset(), 5).relu() == first


def test_what_a_replaced_functions_reference_draws_depends_on_the_check_alone(
    made: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    draw = "import mxnet as mx\ndef relu():\n    return mx.nd.random.uniform().asscalar()"
    monkeypatch.setitem(REFERENCES, "relu", draw)
    sessions, _ = made(*RELU, *solution("double", "double = lambda: relu()"))
    replaced = frozenset({"relu"})
    first = sessions.student("double", replaced, 5).double()
    assert sessions.student("double", replaced, 6).double() != first
    assert sessions.student("double", replaced, 5).double() == first


def test_where_no_cell_draws_from_mxnets_generator_it_is_seeded_once(
    made: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    seeds: list[int] = []
    monkeypatch.setattr(guest_session.mx.random, "seed", seeds.append)
    at_once = Step("instructor", "parameters", "import mxnet as mx\nW = mx.nd.random.normal(shape=(2, 2))")
    sessions, _ = made(at_once, *RELU)
    for seed in (5, 6):
        assert sessions.student("relu", frozenset(), seed).relu() == "relu"
    assert len(seeds) == 1


def test_after_a_death_the_next_check_gets_a_fresh_session(made: Callable[..., Any]) -> None:
    sessions, room = made(
        *solution(
            "relu", "n = [0]\ndef relu():\n    n[0] += 1\n    if n[0] == 2: raise RoomDied('died')\n    return n[0]"
        )
    )
    student = sessions.student("relu", frozenset(), 1)
    assert student.relu() == 1
    with pytest.raises(StudentDied, match="relu died"):
        student.relu()
    assert sessions.student("relu", frozenset(), 1).relu() == 1
    assert [kind for kind, _ in room.requests].count("start") == 2


def test_a_session_that_died_between_two_checks_is_replaced_unnoticed(made: Callable[..., Any]) -> None:
    """A thread or a timer of the student's can end the process at any moment."""
    sessions, room = made(*RELU)
    sessions.student("relu", frozenset(), 1)
    room._session = None
    assert sessions.student("relu", frozenset(), 1).relu() == "relu"


def test_a_session_that_dies_again_before_the_check_is_the_students_death(
    made: Callable[..., Any], plain_room: Any
) -> None:
    class Dying(plain_room):
        def request(self, kind: str, body: Any, seconds: float) -> wire.Frame:
            if kind in ("check", "call"):
                raise RoomDied("died")
            return super().request(kind, body, seconds)

    sessions, _ = made(*RELU, room=Dying())
    with pytest.raises(StudentDied, match="relu died"):
        sessions.student("relu", frozenset(), 1).relu()


def test_a_cell_that_ends_the_process_is_left_out_and_the_others_run(made: Callable[..., Any]) -> None:
    sessions, room = made(*solution("relu", DIE), *DOUBLE)
    assert sessions.undefined == {"relu": Cause(CauseKind.ENDED, "its cell ended its own process", undefined=True)}
    assert room.sources()[-2:] == ["", DOUBLE[0].source]
    room.requests.clear()
    assert sessions.student("double", frozenset({"relu"}), 1).double() == "reference relu"
    assert room.sources() == ["", DOUBLE[0].source]


def test_a_notebook_of_cells_that_end_the_process_is_given_up_soon(made: Callable[..., Any]) -> None:
    sessions, room = made(*(Step("added", f"a{i}", DIE) for i in range(20)), *RELU)
    assert sessions.undefined["relu"].kind is CauseKind.TOO_MANY_ENDED
    assert "too many of them end the process" in sessions.undefined["relu"].words
    assert [kind for kind, _ in room.requests].count("start") == 6
    with pytest.raises(StudentRaised, match="NameError"):
        sessions.student("relu", frozenset(), 1).relu()


# Observations


def test_outputs_are_those_of_the_students_own_run(made: Callable[..., Any]) -> None:
    printing = solution("relu", "print('own'); relu = len")
    others = Step("added", "a", "print('  ')"), Step("added", "b", "1 / 0"), Step("added", "c", "print(relu is len)")
    sessions, _ = made(*printing, *others)
    sessions.student("relu", frozenset({"relu"}), 1)
    assert sessions.observations.outputs == {"relu": "own\n", "c": "True\n"}


def test_a_restart_says_nothing_twice(made: Callable[..., Any]) -> None:
    sessions, _ = made(
        *solution("double", "double = 1"),
        Step("solution", "relu", "relu = 1"),
        Step("added", "a", "relu = 2"),
        Step("check", "relu", ""),
        Step("added", "b", DIE),
    )
    assert sessions.observations.notes == {
        "relu": ["relu was defined again after its own cell; the last definition before its test cell was graded."]
    }


@pytest.mark.parametrize(
    ("source", "kind", "reason"),
    [
        ("pass", CauseKind.NOT_DEFINED, "its cell does not define it"),
        ("", CauseKind.NOT_DEFINED, "its cell does not define it"),
        ("relu = 1; del relu", CauseKind.NOT_DEFINED, "its cell does not define it"),
        ("raise ValueError('no')", CauseKind.RAISED, "its cell raised ValueError: no\nline 1: raise ValueError('no')"),
        ("def relu(:", CauseKind.RAISED, "its cell raised SyntaxError: "),
        ("raise NotImplementedError", CauseKind.NOT_WRITTEN, "its cell raised NotImplementedError"),
        ("raise ValueError('ended its own process')", CauseKind.RAISED, "its cell raised ValueError: ended its own"),
        (DIE, CauseKind.ENDED, "its cell ended its own process"),
    ],
)
def test_a_function_that_is_not_there_has_a_reason(
    made: Callable[..., Any], source: str, kind: CauseKind, reason: str
) -> None:
    sessions, _ = made(*solution("relu", source))
    assert sessions.undefined["relu"].kind is kind and sessions.undefined["relu"].undefined
    assert sessions.undefined["relu"].words.startswith(reason)


@pytest.mark.parametrize(
    "steps",
    [
        (Step("added", "a", RELU[0].source), Step("solution", "relu", "raise ValueError"), RELU[1]),
        (Step("added", "a", RELU[0].source), Step("solution", "relu", ""), RELU[1]),
        (Step("added", "a", RELU[0].source), RELU[1]),
        (Step("solution", "relu", ""), Step("added", "a", RELU[0].source), RELU[1]),
        (Step("solution", "double", RELU[0].source), RELU[1]),
    ],
    ids=["above a cell that raises", "above", "in place of it", "below", "in another's"],
)
def test_a_function_counts_whichever_of_the_students_cells_defines_it(
    made: Callable[..., Any], steps: tuple[Step, ...]
) -> None:
    sessions, _ = made(*steps)
    assert sessions.student("relu", frozenset(), 1).relu() == "relu"
    assert sessions.undefined == {} and sessions.observations.notes == {}
    assert sessions.observations.unwritten == set()


def test_a_function_that_no_cell_defines_is_unwritten(made: Callable[..., Any]) -> None:
    sessions, _ = made(RELU[1], Step("added", "a", RELU[0].source))
    assert sessions.undefined["relu"].words == (
        "its cell is missing from the submission, and no cell above its test cell that the grader runs defines it"
    )
    assert sessions.observations.unwritten == {"relu"}


def test_a_function_that_only_lacks_a_replaced_one_is_there_in_its_place(made: Callable[..., Any]) -> None:
    sessions, _ = made(*solution("relu", "raise ValueError"), *solution("double", "double = lambda act=relu: act"))
    assert "double" in sessions.undefined
    assert sessions.student("double", frozenset({"relu"}), 1).double() == "reference relu"
    assert "double" not in sessions.undefined


def test_an_error_after_the_definition_does_not_undo_it(made: Callable[..., Any]) -> None:
    sessions, _ = made(*solution("relu", "relu = lambda: 'there'\nraise ValueError"))
    assert sessions.undefined == {}
    assert sessions.student("relu", frozenset(), 1).relu() == "there"


def test_a_later_definition_counts_and_is_named(made: Callable[..., Any]) -> None:
    sessions, _ = made(RELU[0], Step("added", "a", "relu = lambda: 'later'"), RELU[1])
    assert sessions.student("relu", frozenset(), 1).relu() == "later"
    assert list(sessions.observations.notes) == ["relu"]


def test_a_definition_after_the_test_cell_does_not_count(made: Callable[..., Any]) -> None:
    sessions, _ = made(*RELU, Step("added", "a", "relu = lambda: 'too late'"))
    assert sessions.student("relu", frozenset(), 1).relu() == "relu"
    assert sessions.observations.notes == {}


@pytest.mark.parametrize("later", ["helper = 'changed'", "del helper", "helper = relu = None", "relu = 1; double = 2"])
def test_each_check_sees_what_names_meant_where_its_cell_was_reached(made: Callable[..., Any], later: str) -> None:
    steps = (*solution("relu", "helper = 'then'\nrelu = lambda: helper"), Step("added", "a", later), *DOUBLE)
    sessions, _ = made(*steps, Step("added", "b", "double = None"))
    for _ in range(2):
        assert sessions.student("relu", frozenset(), 1).relu() == "then"
        student = sessions.student("double", frozenset(), 1)
        if later == "helper = 'changed'":
            assert student.double() == "changed"
    assert sessions.student("relu", frozenset({"double"}), 1).relu() == "then"


def test_names_that_a_check_has_bound_are_gone_in_the_next(made: Callable[..., Any]) -> None:
    source = "def relu():\n    seen = globals().get('mark')\n    globals()['mark'] = 'seen'\n    return seen"
    sessions, _ = made(*solution("relu", source))
    assert [sessions.student("relu", frozenset(), 1).relu() for _ in range(3)] == [None] * 3


# When the room itself does not work


class Unopened:
    """A room that cannot be opened at all, or not a second time."""

    spent = 0.0

    def __init__(self, inner: Any = None, error: Exception | None = None) -> None:
        self.inner, self.error, self.starts = inner, error or SandboxError("no namespaces"), 0

    def request(self, kind: str, body: Any, seconds: float) -> wire.Frame:
        if kind == "start":
            self.starts += 1
            if self.inner is None or self.starts > 1:
                raise self.error
        return self.inner.request(kind, body, seconds)

    def close(self) -> None: ...


def test_a_room_that_does_not_open_is_our_own_fault(made: Callable[..., Any]) -> None:
    with pytest.raises(SandboxError, match="no namespaces"):
        made(*RELU, room=Unopened())


def test_a_room_that_does_not_open_again_is_tried_once(made: Callable[..., Any], plain_room: Any) -> None:
    room = Unopened(plain_room())
    sessions, _ = made(*RELU, room=room)
    for _ in range(5):
        with pytest.raises(SandboxError, match="no namespaces"):
            sessions.student("relu", frozenset({"relu"}), 1)
    assert room.starts == 2


def test_a_start_that_dies_is_tried_in_a_fresh_room_and_then_our_own_fault(made: Callable[..., Any]) -> None:
    room = Unopened(error=RoomDied("died"))
    with pytest.raises(SandboxError, match="died"):
        made(*RELU, room=room)
    assert room.starts == 2


# Time


def test_a_submission_that_used_up_its_time_calls_nothing_more(made: Callable[..., Any]) -> None:
    sessions, room = made(*RELU, limits=Limits(submission_seconds=0.2))
    student = sessions.student("relu", frozenset(), 1)
    assert not sessions.out_of_time
    room.spent += 0.25
    assert sessions.out_of_time
    room.requests.clear()
    with pytest.raises(StudentDied, match="relu was not called: the submission had used up its time") as death:
        student.relu()
    assert death.value.cause.kind is CauseKind.TIME_USED_UP and room.requests == []


def test_no_call_may_take_longer_than_what_is_left_to_the_submission(made: Callable[..., Any], plain_room: Any) -> None:
    waits: list[tuple[str, float]] = []

    class Clock(plain_room):
        def request(self, kind: str, body: Any, seconds: float) -> wire.Frame:
            waits.append((kind, seconds))
            return super().request(kind, body, seconds)

    sessions, _ = made(*RELU, room=Clock(), limits=Limits(submission_seconds=3))
    student = sessions.student("relu", frozenset(), 1)
    student.relu()
    with pytest.raises(StudentRaised):
        student.drive("nothing", seconds=100)
    assert all(seconds <= 3 for kind, seconds in waits if kind in ("run", "call", "drive"))


# The proxy


class Recorder:
    spent = 0.0

    def __init__(self, answer: wire.Frame | Exception) -> None:
        self.answer, self.requests = answer, []

    def request(self, kind: str, body: Any, seconds: float) -> wire.Frame:
        self.requests.append((kind, body, seconds))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def close(self) -> None: ...


def proxy(answer: wire.Frame | Exception, folder: Path = Path()) -> tuple[Student, Recorder]:
    room = Recorder(answer)
    return Student(room, frozenset({"relu"}), 8, Folders(folder, "/shared", "/data")), room


def test_a_call_goes_by_name_and_position() -> None:
    student, room = proxy(wire.Frame(1, "value", 5))
    assert student.relu(1, "a") == student.call("relu", 1, "a") == 5
    student.drive("train", 2, seconds=30)
    assert room.requests == [
        ("call", {"function": "relu", "args": [1, "a"]}, 8),
        ("call", {"function": "relu", "args": [1, "a"]}, 8),
        ("drive", {"function": "train", "args": [2]}, 30),
    ]


@pytest.mark.parametrize("name", ["softmax", "_room_of_mine", "__len__"])
def test_only_graded_functions_are_attributes(name: str) -> None:
    student, _ = proxy(wire.Frame(1, "value", 5))
    with pytest.raises(AttributeError, match="no graded function"):
        getattr(student, name)


def test_what_the_students_code_raised_is_raised_with_its_words() -> None:
    body = {"name": "ValueError", "message": "bad shape", "where": "line 2: return X"}
    student, _ = proxy(wire.Frame(1, "error", body))
    with pytest.raises(StudentRaised) as error:
        student.relu()
    assert str(error.value) == "relu raised ValueError: bad shape\nline 2: return X"
    assert (error.value.name, error.value.summary) == ("ValueError", "relu raised ValueError")
    with pytest.raises(StudentRaised, match=r"^your code raised ValueError"):
        student.drive("train")


def test_after_a_death_every_call_raises_the_same_and_none_is_sent() -> None:
    student, room = proxy(RoomDied("ran out of time", CauseKind.TIMED_OUT))
    errors = []
    for _ in range(30):
        with pytest.raises(StudentDied) as error:
            student.relu()
        errors.append(error.value)
    assert len(room.requests) == 1 and len(set(map(id, errors))) == 1
    assert student.death is errors[0] and student.death.cause.timeout


def test_a_shared_array_is_a_file_that_others_can_read(tmp_path: Path) -> None:
    student, _ = proxy(wire.Frame(1, "value", 5), tmp_path)
    array = np.arange(6, dtype=np.uint8).reshape(2, 3)
    assert student.share("images", array) == wire.Shared("/shared/images.npy")
    assert np.array_equal(np.load(tmp_path / "images.npy", mmap_mode="r"), array)
    assert (tmp_path / "images.npy").stat().st_mode & 0o777 == 0o644
    assert [handle.path for handle in student.training_data()] == ["/data/train_images.npy", "/data/train_labels.npy"]


junk = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text() | st.integers(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "message", "where", "meaning"]), inner)
    ),
)


@given(junk)
def test_an_error_of_any_shape_is_described_in_bounded_words(body: object) -> None:
    words = in_words(*describe(body))
    assert words and len(words) < 7_000
    assert describe(body)[0]


def test_without_a_deadline_a_call_has_its_own_limit() -> None:
    student, room = proxy(wire.Frame(1, "value", 5))
    student.relu()
    assert room.requests[0][2] == 8 < math.inf
