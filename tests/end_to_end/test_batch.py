"""Grading everything in submitted/: in parallel, resumable after any interruption, and without a lost or wrong record."""

from __future__ import annotations

import dataclasses
import fcntl
import json
import multiprocessing.spawn
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner
from sqlalchemy import text

import autograder
from autograder.batch import local, run
from autograder.batch.job import Options
from autograder.batch.kept import load_report, store_report
from autograder.batch.run import State, grade_all, graded, open_engine
from autograder.cli import main
from autograder.course.state import STATE, state_file
from autograder.errors import AssignmentError, BrokenError, UsageError
from autograder.gradebook.book import CourseGradebook
from autograder.gradebook.converters import refusal
from autograder.gradebook.staging import open_staging
from autograder.publishing.exports import export
from autograder.publishing.standings import standings
from autograder.submission.folders import submission_folders

pytestmark = pytest.mark.slow

HALF_SQUARE = "def square(x):\n    return 4"
BREAKS_THE_MACHINERY = "def double(x):\n    return 99"


@pytest.fixture(autouse=True)
def temporary(tmp_path, monkeypatch):
    """A folder for temporary files, in /tmp so that ordinary users can reach it. Every run must leave it empty."""
    folder = Path(tempfile.mkdtemp(prefix="batch-", dir="/tmp"))
    folder.chmod(0o755)
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    # Without personal settings Jupyter makes such a folder for nbgrader's commands, and does not remove it.
    left = [path for path in folder.iterdir() if not path.name.startswith("jupyter-clean-cfg")]
    shutil.rmtree(folder)
    assert left == []


def states(result):
    return {outcome.student: str(outcome.state) for outcome in result.outcomes}


def seeds(toy):
    kept = (toy.root / STATE / "reports" / "toy").glob("*.json")
    return {report["student"]: report["seed"] for report in (json.loads(path.read_text())["report"] for path in kept)}


def test_every_submission_is_graded_or_named_and_grades_are_kept(toy):
    toy.hand_in("ann")
    toy.hand_in("bob", square=HALF_SQUARE)
    toy.hand_in("-odd name é [x] *")
    toy.hand_in("unlucky", double=BREAKS_THE_MACHINERY)
    (toy.folder("careless") / "toy.ipynb").write_text("{")
    os.mkfifo(toy.folder("plumber") / "toy.ipynb")
    (toy.root / "submitted" / "bad\nname" / "toy").mkdir(parents=True)
    seen = []
    result = grade_all("toy", toy.course, progress=lambda outcome, done, total: seen.append((done, total)))
    assert seen == [(number, 7) for number in range(1, 8)]
    assert states(result) == {
        "-odd name é [x] *": "graded",
        "ann": "graded",
        "bad\nname": "unreadable",
        "bob": "graded",
        "careless": "unreadable",
        "plumber": "unreadable",
        "unlucky": "broken",
    }
    assert result.exit_status == 3
    assert [outcome.facts.score for outcome in result.of(State.GRADED)] == [10.0, 10.0, 7.0]
    assert all(outcome.message and "\n" not in outcome.message for outcome in result.of(State.UNREADABLE, State.BROKEN))
    assert "gave way" in result.of(State.BROKEN)[0].message
    assert toy.students() == {"ann", "bob", "-odd name é [x] *"}
    assert toy.scores("bob") == {"check-double": 4.0, "check-square": 3.0, "question": None}
    assert set(seeds(toy)) == toy.students()
    before, drawn = toy.snapshot(), seeds(toy)

    # A second run keeps the grades, retries the broken one, and an unreadable resubmission does not change a grade.
    (toy.folder("bob") / "toy.ipynb").write_text("{")
    result = grade_all("toy", toy.course)
    assert states(result) | {"bob": "unreadable", "ann": "kept", "unlucky": "broken"} == states(result)
    assert result.of(State.KEPT)[-1].facts.score == 10.0
    assert toy.snapshot() == before
    assert seeds(toy) == drawn

    # Changed submissions are graded again; with ``force`` or another seed, all are.
    for student in ("unlucky", "careless", "plumber", "bad\nname", "-odd name é [x] *"):
        shutil.rmtree(toy.root / "submitted" / student)
    toy.hand_in("bob")
    result = grade_all("toy", toy.course)
    assert states(result) == {"ann": "kept", "bob": "graded"}
    assert result.exit_status == 0
    assert toy.scores("bob")["check-square"] == 6.0
    assert states(grade_all("toy", toy.course, Options(seed=7))) == {"ann": "graded", "bob": "graded"}
    assert seeds(toy)["ann"] == seeds(toy)["bob"] == 7
    assert states(grade_all("toy", toy.course, Options(force=True))) == {"ann": "graded", "bob": "graded"}
    assert seeds(toy)["ann"] != 7


def test_a_lost_gradebook_is_recorded_again_and_a_changed_suite_graded_again(toy):
    toy.hand_in("ann")
    grade_all("toy", toy.course)
    drawn = seeds(toy)
    (toy.root / "gradebook.db").unlink()
    assert states(grade_all("toy", toy.course)) == {"ann": "graded"}
    assert seeds(toy) == drawn, "recorded from the kept report, not graded again"
    assert toy.scores("ann")["check-double"] == 4.0
    shutil.rmtree(toy.root / "autograded")
    grade_all("toy", toy.course)
    assert toy.autograded("ann").cells
    assert seeds(toy) == drawn
    path = toy.root / "autograder" / "suites" / "toy" / "test_double.py"
    path.write_text(path.read_text().replace("== 6", "== 7"))
    grade_all("toy", toy.course)
    assert toy.scores("ann")["check-double"] == 2.0


def test_kept_reports_are_staged_one_after_the_other(toy, monkeypatch):
    for number in range(3):
        toy.hand_in(f"student-{number}")
    with monkeypatch.context() as patch:
        patch.setattr(CourseGradebook, "record", lambda *arguments: None)
        grade_all("toy", toy.course)
    staged = []

    def record(book, assignment, student, staging, facts):
        staged.append(sorted(path.name for path in (staging.root / "submitted").iterdir()))

    monkeypatch.setattr(CourseGradebook, "record", record)
    assert set(states(grade_all("toy", toy.course)).values()) == {"graded"}
    assert staged == [[f"student-{number}"] for number in range(3)]


def test_a_hostile_name_of_a_notebook_does_nothing_to_a_terminal(toy):
    for student, content in (("ann", b"{"), ("bob", None)):
        path = toy.root / "submitted" / student / "toy" / "\x1b]0;owned\x07\udcff.ipynb"
        path.parent.mkdir(parents=True)
        path.mkdir() if content is None else path.write_bytes(content)
    result = CliRunner().invoke(main, ["--course", str(toy.root), "grade", "toy"])
    assert result.exit_code == 1
    assert "ann: not graded: submitted/ann/toy/?]0;owned??.ipynb: not JSON" in result.stderr
    assert "bob: not graded: submitted/bob/toy/?]0;owned??.ipynb: not a file" in result.stderr
    assert "\x1b" not in result.output


def test_wrong_use_raises_an_error_that_names_it(toy):
    with pytest.raises(UsageError, match=r"no submissions: expected .*submitted"):
        grade_all("toy", toy.course)
    with pytest.raises(AssignmentError, match="no assignment 'mlp'"):
        grade_all("mlp", toy.course)
    toy.hand_in("ann")
    (toy.root / ".autograder").mkdir()
    with (toy.root / ".autograder" / "lock").open("w") as lock:
        lock.write("4711\n")
        lock.flush()
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(UsageError, match="is being graded by process 4711"):
            grade_all("toy", toy.course)


def write_suite(toy, code):
    """Make ``code`` the body of the only check of ``double``."""
    body = textwrap.indent(textwrap.dedent(code), "    ")
    suite = toy.root / "autograder" / "suites" / "toy" / "test_double.py"
    suite.write_text(f"import os, pathlib, time\n\ndef test_two(student):\n    'Doubles 2'\n{body}\n")


def test_a_grading_process_that_dies_is_replaced_and_one_submission_is_tried_twice(toy):
    flag = toy.root / "flag"
    flag.touch()
    write_suite(
        toy,
        f"""
        answer, flag = student.double(1), pathlib.Path({str(flag)!r})
        if answer == 77 or (answer == 78 and flag.exists()):
            flag.unlink(missing_ok=answer == 77)
            os.kill(os.getpid(), 9)
        """,
    )
    toy.hand_in("ann")
    toy.hand_in("bomb", double="def double(x):\n    return 77")
    toy.hand_in("cat", double="def double(x):\n    return 78")
    result = grade_all("toy", toy.course)
    assert states(result) == {"ann": "graded", "bomb": "broken", "cat": "graded"}
    assert "died twice: signal 9" in result.of(State.BROKEN)[0].message
    assert toy.students() == {"ann", "cat"}


def test_a_grading_process_that_never_answers_is_ended(toy, monkeypatch):
    monkeypatch.setattr(run, "JOB_SECONDS", 8)
    monkeypatch.setattr(local, "TRIES", 1)
    write_suite(toy, "time.sleep(600 if student.double(1) == 77 else 0)")
    toy.hand_in("sleeper", double="def double(x):\n    return 77")
    started = time.monotonic()
    result = grade_all("toy", toy.course)
    assert "ran out of time" in result.of(State.BROKEN)[0].message
    assert time.monotonic() - started < 500


def test_grading_processes_that_do_not_start_end_the_run(toy, monkeypatch):
    toy.hand_in("ann")
    toy.gradebook.register(toy.assignment)
    for executable in ("/bin/false", str(toy.root / "python")):
        monkeypatch.setattr(multiprocessing.spawn, "_python_exe", os.fsencode(executable))
        with pytest.raises(BrokenError, match="the grading process does not start: "):
            grade_all("toy", toy.course)


def test_a_missing_sandbox_ends_the_run_with_one_sentence(toy, monkeypatch):
    toy.hand_in("ann")
    toy.hand_in("bob")
    empty = toy.root / "bin"
    empty.mkdir()
    monkeypatch.setenv("PATH", str(empty))
    with pytest.raises(BrokenError, match="bubblewrap is not installed"):
        grade_all("toy", toy.course)
    assert toy.students() == set()


RUN = """
import os, signal, sys
from pathlib import Path
from autograder.course.assignment import Course
from autograder.batch import run
from autograder.batch.job import Options
from autograder.gradebook import book
from nbgrader.preprocessors import SaveAutoGrades

def die(*arguments, **named):
    os.kill(os.getpid(), 9)

def die_at(call, function):
    count = 0
    def counted(*arguments, **named):
        nonlocal count
        count += 1
        if count == call:
            die()
        return function(*arguments, **named)
    return counted

{patch}
signal.signal(signal.SIGINT, signal.default_int_handler)  # it is ignored where the tests run in the background
print("go", flush=True)
def say(outcome, done, total):
    print(outcome.student, flush=True)

run.grade_all("toy", Course(Path({root!r})), Options(jobs=2), progress=say)
"""


def start(toy, patch=""):
    """Start a run in a process of its own, which prints each student's name after grading."""
    # Like the command line: with the checkout on the import path, and not the course.
    checkout = os.path.dirname(os.path.dirname(autograder.__file__))
    return subprocess.Popen(
        [sys.executable, "-c", RUN.format(patch=patch, root=str(toy.root))],
        env={**os.environ, "PYTHONPATH": checkout},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def descendants(pid):
    """All descendants of a process."""
    parents = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                with open(f"/proc/{entry}/stat") as file:
                    parents[int(entry)] = int(file.read().rpartition(")")[2].split()[1])
            except OSError:
                continue
    found = {pid}
    while True:
        more = {child for child, parent in parents.items() if parent in found} - found
        if not more:
            return found - {pid}
        found |= more


def alive(pids):
    def runs(pid):
        try:
            with open(f"/proc/{pid}/stat") as file:
                return file.read().rpartition(")")[2].split()[0] != "Z"
        except OSError:
            return False

    return {pid for pid in pids if runs(pid)}


def wait_until_gone(pids, seconds=120):
    deadline = time.monotonic() + seconds
    while alive(pids) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not alive(pids)


def test_a_killed_run_loses_no_grade_and_grades_nothing_twice(toy, temporary):
    students = [f"student-{number}" for number in range(6)]
    for student in students:
        toy.hand_in(student, square=HALF_SQUARE)
    process = start(toy)
    assert process.stdout.readline() == "go\n"
    done = [process.stdout.readline().strip() for _ in range(2)]
    assert list(temporary.iterdir())
    running = descendants(process.pid)
    assert running
    process.kill()
    process.communicate()
    wait_until_gone(running)
    drawn = seeds(toy)
    assert set(done) <= set(drawn)
    assert len(drawn) < len(students)

    result = grade_all("toy", toy.course)
    assert set(states(result)) == set(students)
    assert {outcome.student for outcome in result.of(State.KEPT)} >= set(done)
    assert drawn.items() <= seeds(toy).items()
    for student in students:
        assert toy.scores(student) == {"check-double": 4.0, "check-square": 3.0, "question": None}
        assert toy.autograded(student).cells
    assert list((toy.root / ".autograder" / "staging").iterdir()) == []
    assert list(temporary.iterdir()) == []


@pytest.fixture(scope="module")
def cut_off(toy_course, tmp_path_factory):
    """A course with one student, recorded with 7 points, whose second submission is graded but not yet recorded."""
    made = toy_course(tmp_path_factory.mktemp("cut-off") / "course")
    made.hand_in("ann", square=HALF_SQUARE)
    grade_all("toy", made.course)
    made.hand_in("ann")
    process = start(made, "book.CourseGradebook.record = die")
    process.communicate(timeout=300)
    assert process.returncode == -signal.SIGKILL
    assert made.scores("ann")["check-square"] == 3.0
    return made


MOMENTS = {
    "before recording": "book.CourseGradebook.record = die",
    "while nbgrader saves the scores": "SaveAutoGrades.preprocess = die",
    "before the scores are looked at": "book.CourseGradebook._require_recorded = die",
    "while the autograded copy is replaced": "book.os.replace = die_at(2, os.replace)",
    "before the recording is noted": "book.write_whole = die",
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_the_next_run_repairs_a_run_that_was_killed_at_a_bad_moment(cut_off, tmp_path, moment):
    toy = cut_off.copy(tmp_path / "course")
    drawn = seeds(toy)
    process = start(toy, MOMENTS[moment])
    _, errors = process.communicate(timeout=300)
    assert process.returncode == -signal.SIGKILL, errors
    result = grade_all("toy", toy.course)
    assert states(result) == {"ann": "graded"}
    assert seeds(toy) == drawn
    assert toy.scores("ann")["check-square"] == 6.0
    assert json.loads(state_file(toy.course, "recorded", "toy", "ann").read_text())["score"] == 10.0
    assert toy.autograded("ann").cells
    assert list((toy.root / ".autograder" / "staging").iterdir()) == []


def test_ctrl_c_ends_the_run_and_its_processes(toy):
    toy.hand_in("done")
    for number in range(4):  # so that they still run their cells when Ctrl-C comes
        toy.hand_in(f"slow-{number}", square=f"import time\ntime.sleep(15)\n{HALF_SQUARE}")
    process = start(toy)
    assert process.stdout.readline() == "go\n"
    assert process.stdout.readline() == "done\n"
    running = descendants(process.pid)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=300)
    assert errors.rstrip().endswith("KeyboardInterrupt")
    wait_until_gone(running)
    assert list((toy.root / ".autograder" / "staging").iterdir()) == []


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 2 MiB."""
    mounted = tmp_path / "disk"
    mounted.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(mounted)]
    if os.geteuid() != 0 or shutil.which("mount") is None or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("only root can make a small disk, and only where mounting is allowed")
    yield mounted
    subprocess.run(["umount", str(mounted)], check=True)


def fill(disk, leave):
    free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_bsize
    (disk / "filler").write_bytes(b"x" * max(0, free - leave))


def test_a_full_disk_is_one_clear_line_and_nothing_is_lost(small_disk, cut_off, capfd):
    toy = cut_off.copy(small_disk / "course")
    toy.hand_in("bob", answer="x" * 60_000)
    drawn = seeds(toy)["ann"]
    for leave in (0, 16_384, 40_960, 65_536, 98_304):
        fill(small_disk, leave)
        with pytest.raises(BrokenError, match=r"[Nn]o space left|disk is full") as caught:
            grade_all("toy", toy.course)
        assert "\n" not in str(caught.value)
        (small_disk / "filler").unlink()
    assert capfd.readouterr() == ("", ""), "nbgrader must not print its traceback"
    result = grade_all("toy", toy.course)
    assert set(states(result).values()) <= {"graded", "kept"}
    assert seeds(toy)["ann"] == drawn
    assert toy.scores("ann")["check-square"] == toy.scores("bob")["check-square"] == 6.0


def test_a_gradebook_that_refuses_one_submission_is_named_and_others_are_recorded(toy):
    toy.hand_in("ann")
    toy.hand_in("bob")
    (toy.root / "autograded").mkdir()
    (toy.root / "autograded" / "ann").write_text("a file where a folder belongs")
    result = grade_all("toy", toy.course)
    assert states(result) == {"ann": "broken", "bob": "graded"}
    assert "could not record ann" in result.of(State.BROKEN)[0].message
    assert toy.students() == {"bob"}
    (toy.root / "autograded" / "ann").unlink()
    drawn = seeds(toy)
    assert states(grade_all("toy", toy.course)) == {"ann": "graded", "bob": "kept"}
    assert seeds(toy) == drawn


def test_a_full_disk_is_a_fault_of_the_run_whatever_line_nbgrader_prints_last():
    """With 131,072 bytes left nbgrader says it like this, with a link to SQLAlchemy's manual as the last line."""
    trace = """Traceback (most recent call last):
sqlite3.OperationalError: database or disk is full
[SQL: INSERT INTO student (id) VALUES (?)]
[parameters: ('bob',)]
(Background on this error at: https://sqlalche.me/e/21/e3q8)"""
    refused = refusal("nbgrader could not record bob", trace)
    assert type(refused) is BrokenError
    assert str(refused).startswith(
        "nbgrader could not record bob: sqlite3.OperationalError: database or disk is full: "
    )


@pytest.fixture
def elsewhere():
    """A folder on another file system than that of the tests."""
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK) or memory.stat().st_dev == Path(tempfile.gettempdir()).stat().st_dev:
        pytest.skip("there is no second file system to write to")
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        yield Path(folder)


def test_autograded_may_be_on_another_file_system(toy, elsewhere):
    (toy.root / "autograded").symlink_to(elsewhere)
    toy.hand_in("ann", square=HALF_SQUARE)
    assert states(grade_all("toy", toy.course)) == {"ann": "graded"}
    toy.hand_in("ann")
    (elsewhere / "ann" / ".toy.fresh").mkdir()  # a run that is killed while it copies leaves such a folder
    (elsewhere / "ann" / ".toy.fresh" / "half").touch()
    assert states(grade_all("toy", toy.course)) == {"ann": "graded"}
    assert toy.scores("ann")["check-square"] == 6.0
    assert [path.name for path in (elsewhere / "ann").iterdir()] == ["toy"]
    assert not (elsewhere / "ann" / "toy" / "half").exists()
    assert states(grade_all("toy", toy.course)) == {"ann": "kept"}


@pytest.fixture(scope="module")
def recorded(toy_course, tmp_path_factory):
    """A course whose one student is graded and recorded with 7 points."""
    made = toy_course(tmp_path_factory.mktemp("recorded") / "course")
    made.hand_in("ann", square=HALF_SQUARE)
    grade_all("toy", made.course)
    return made


def changed(toy, statement):
    with toy.gradebook.database() as book:
        book.db.execute(text(statement))
        book.db.commit()


def report_file(toy):
    return state_file(toy.course, "reports", "toy", "ann")


def with_another_seed(toy):
    kept = json.loads(report_file(toy).read_text())
    kept["report"]["seed"] += 1
    report_file(toy).write_text(json.dumps(kept))


LOSSES = {
    "points changed": (lambda toy: changed(toy, "UPDATE grade SET auto_score = 6 WHERE auto_score = 3"), "expected 3"),
    "points gone": (lambda toy: changed(toy, "UPDATE grade SET auto_score = NULL"), "found none"),
    "points that are no number": (lambda toy: changed(toy, "UPDATE grade SET auto_score = 9e999"), "found inf"),
    "a row gone": (lambda toy: changed(toy, "DELETE FROM grade WHERE auto_score = 3"), "found none"),
    "all rows gone": (lambda toy: changed(toy, "DELETE FROM submitted_notebook"), "no longer in the gradebook"),
    "a submission gone": (lambda toy: remove_submission(toy), "no longer in the gradebook"),
    "an empty gradebook": (lambda toy: (toy.root / "gradebook.db").unlink(), "no longer in the gradebook"),
    "a report gone": (lambda toy: report_file(toy).unlink(), "not graded"),
    "a report cut off": (lambda toy: os.truncate(report_file(toy), 100), "not graded"),
    "a report of another kind": (lambda toy: report_file(toy).write_text('{"key": "k", "report": []}'), "not graded"),
    "a report without end": (lambda toy: report_file(toy).write_text('{"key": ' + "[" * 100_000), "not graded"),
    "a report of another run": (with_another_seed, "recorded only in part"),
    "the autograded copy gone": (lambda toy: shutil.rmtree(toy.root / "autograded"), "not graded"),
}


def remove_submission(toy):
    with toy.gradebook.database() as book:
        book.remove_submission("toy", "ann")


@pytest.mark.parametrize("loss", LOSSES)
def test_exports_notice_every_loss_and_the_next_run_repairs_it(recorded, tmp_path, loss):
    lose, words = LOSSES[loss]
    toy = recorded.copy(tmp_path / "course")
    lose(toy)
    (standing,) = standings(toy.gradebook, toy.assignment)
    assert words in standing.problem and "run autograder grade toy" in standing.problem
    assert export("csv", toy.assignment, [standing]).count("\n") == 1, "the header alone"
    assert states(grade_all("toy", toy.course)) == {"ann": "graded"}
    (standing,) = standings(toy.gradebook, toy.assignment)
    assert (standing.problem, standing.grades.score, standing.stale) == ("", 7.0, False)
    assert states(grade_all("toy", toy.course)) == {"ann": "kept"}


def test_points_given_by_a_person_are_kept_and_are_no_loss(recorded, tmp_path):
    toy = recorded.copy(tmp_path / "course")
    changed(toy, "UPDATE grade SET manual_score = 2.5 WHERE auto_score IS NULL")
    changed(toy, "UPDATE grade SET manual_score = 5 WHERE auto_score = 3")
    (standing,) = standings(toy.gradebook, toy.assignment)
    assert (standing.problem, standing.grades.score) == ("", 11.5)
    assert states(grade_all("toy", toy.course)) == {"ann": "kept"}
    changed(toy, "UPDATE grade SET manual_score = 9e999 WHERE manual_score = 5")
    (standing,) = standings(toy.gradebook, toy.assignment)
    assert "no number" in standing.problem and "formgrader" in standing.problem


def test_a_grade_without_the_sandbox_is_replaced_by_a_run_with_it(toy):
    toy.hand_in("ann")
    assert states(grade_all("toy", toy.course, Options(walled=False))) == {"ann": "graded"}
    assert states(grade_all("toy", toy.course, Options(walled=False))) == {"ann": "kept"}
    (standing,) = standings(toy.gradebook, toy.assignment)
    assert (standing.report.environment["sandbox"], standing.stale) == ("none", False)
    exported = CliRunner().invoke(main, ["--course", str(toy.root), "export", "toy"])
    assert "graded without the sandbox, so the grade cannot be trusted: ann; to renew" in exported.stderr
    drawn = seeds(toy)
    assert states(grade_all("toy", toy.course)) == {"ann": "graded"}
    (standing,) = standings(toy.gradebook, toy.assignment)
    assert standing.report.environment["sandbox"] == "bubblewrap"
    assert seeds(toy) != drawn, "graded again, not recorded again"
    assert states(grade_all("toy", toy.course)) == {"ann": "kept"}


def test_a_timestamp_that_is_added_later_is_recorded_without_another_grading(toy):
    toy.hand_in("ann")
    with toy.gradebook.database() as book:
        book.add_assignment("toy", duedate="2026-03-01 10:00:00 UTC")
    grade_all("toy", toy.course)
    drawn = seeds(toy)
    (standing,) = standings(toy.gradebook, toy.assignment)
    assert standing.grades.seconds_late == 0
    (toy.folder("ann") / "timestamp.txt").write_text("2026-03-01T12:30:00+01:00\n")
    assert states(grade_all("toy", toy.course)) == {"ann": "graded"}
    (standing,) = standings(toy.gradebook, toy.assignment)
    assert (standing.grades.seconds_late, standing.grades.score) == (5400, 10.0)
    assert seeds(toy) == drawn
    assert states(grade_all("toy", toy.course)) == {"ann": "kept"}


def test_a_submission_replaced_during_grading_is_graded_as_it_was_and_again_by_the_next_run(toy):
    """A check replaces the submission at the worst moment: the files that were read are graded, recorded and shown."""
    toy.hand_in("ann", square=HALF_SQUARE)
    (toy.folder("ann") / "timestamp.txt").write_text("2026-03-01 10:00:00 UTC\n")
    later = toy.root / "later"
    shutil.copytree(toy.folder("ann"), later)
    nbformat.write(toy.notebook(), later / "toy.ipynb")
    (later / "timestamp.txt").write_text("2026-03-02 10:00:00 UTC\n")
    submitted = toy.root / "submitted" / "ann" / "toy"
    write_suite(
        toy,
        f"""
        later = pathlib.Path({str(later)!r})
        if later.exists():
            import shutil
            shutil.rmtree({str(submitted)!r})
            later.rename({str(submitted)!r})
        assert student.double(2) == 4
        """,
    )
    assert states(grade_all("toy", toy.course)) == {"ann": "graded"}
    assert not later.exists()
    (standing,) = standings(toy.gradebook, toy.assignment)
    assert (standing.grades.score, standing.report.score, standing.stale) == (7.0, 7.0, True)
    assert HALF_SQUARE in [cell.source for cell in toy.autograded("ann").cells]
    assert "2026-03-01" in (toy.root / "autograded" / "ann" / "toy" / "timestamp.txt").read_text()
    assert states(grade_all("toy", toy.course)) == {"ann": "graded"}
    (standing,) = standings(toy.gradebook, toy.assignment)
    assert (standing.grades.score, standing.stale) == (10.0, False)
    assert "2026-03-02" in (toy.root / "autograded" / "ann" / "toy" / "timestamp.txt").read_text()


def test_standings_read_during_a_recording_never_mix_two_gradings(recorded, tmp_path, monkeypatch):
    toy = recorded.copy(tmp_path / "course")
    toy.hand_in("ann")
    read, runs = CourseGradebook.grades, []

    def recorded_meanwhile(book, assignment, student=None):
        if not runs:
            runs.append("the next run")
            grade_all("toy", toy.course)
        return read(book, assignment, student)

    monkeypatch.setattr(CourseGradebook, "grades", recorded_meanwhile)
    (standing,) = standings(toy.gradebook, toy.assignment)
    assert (standing.problem, standing.report.score, standing.grades.score) == ("", 10.0, 10.0)


def test_formgrader_may_write_while_a_batch_is_recorded(toy):
    """A person saves points, locks the database for 3 s and presses Autograde: no points of either are lost."""
    students = [f"student-{number}" for number in range(4)]
    for student in students:
        toy.hand_in(student)
    grade_all("toy", toy.course)
    pressed = []

    def person(outcome, done, total):
        if done == 1:
            command = [sys.executable, "-m", "nbgrader", "autograde", "toy", "--force"]
            pressed.append(
                subprocess.Popen(command, cwd=toy.root, env=toy.environment, stderr=subprocess.PIPE, text=True)
            )
            changed(toy, "UPDATE grade SET manual_score = 2 WHERE auto_score IS NULL")
            holding = sqlite3.connect(toy.root / "gradebook.db", check_same_thread=False, timeout=60)
            holding.execute("BEGIN IMMEDIATE")
            threading.Timer(3, lambda: (holding.rollback(), holding.close())).start()

    result = grade_all("toy", toy.course, Options(force=True), progress=person)
    _, log = pressed[0].communicate(timeout=240)
    assert pressed[0].returncode == 0, log
    assert states(result) == dict.fromkeys(students, "graded")
    for standing in standings(toy.gradebook, toy.assignment):
        assert (standing.problem, standing.grades.score) == ("", 12.0)
    assert states(grade_all("toy", toy.course)) == dict.fromkeys(students, "kept")


def test_the_kept_report_is_that_of_the_last_record(toy):
    """Two runs at once keep a report each; what is recorded last decides which of them stays."""
    toy.hand_in("ann")
    toy.gradebook.register(toy.assignment)
    options = Options(jobs=1, seed=1)
    with open_staging(toy.course) as staging, open_engine(options) as engine:
        folders, machine = submission_folders(toy.root, "toy"), engine.machine(options, None)
        (outcome,) = graded(toy.assignment, folders, staging, options, engine, machine)
        own = load_report(toy.course, "toy", "ann")
        store_report(toy.course, "ann", "another key", dataclasses.replace(own.report, seed=2))
        assert load_report(toy.course, "toy", "ann") != own
        toy.gradebook.record(toy.assignment, "ann", staging, outcome.facts)
    assert load_report(toy.course, "toy", "ann") == own


def test_a_clock_that_jumps_changes_nothing(toy, tmp_path):
    """Each call of time.time is a year ahead or a year behind, in turn."""
    (tmp_path / "clock").mkdir()
    (tmp_path / "clock" / "sitecustomize.py").write_text(
        "import itertools, time\n"
        "true, looks = time.time, itertools.count()\n"
        "time.time = lambda: true() + (31_536_000 if next(looks) % 2 else -31_536_000)\n"
        "time.time_ns = lambda: int(time.time() * 1e9)\n"
    )
    toy.hand_in("ann", square=HALF_SQUARE)
    (toy.folder("ann") / "timestamp.txt").write_text("2026-03-01 10:00:00 UTC\n")
    path = os.pathsep.join([str(tmp_path / "clock"), toy.environment["PYTHONPATH"]])
    for outcome in ("1 graded", "1 kept"):
        done = subprocess.run(
            [sys.executable, "-c", f"{JUMPS}\nfrom autograder.cli import main\nmain()", "grade", "toy"],
            cwd=toy.root,
            env={**toy.environment, "PYTHONPATH": path},
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert outcome in done.stderr
    assert toy.scores("ann") == {"check-double": 4.0, "check-square": 3.0, "question": None}


JUMPS = "import time\nlooks = [time.time() for _ in range(3)]\nassert looks[0] > looks[1] + 1e6 or looks[1] > looks[0] + 1e6"


def test_only_one_process_records_at_a_time(recorded, tmp_path):
    """While formgrader's button records, a batch waits, and records afterwards."""
    toy = recorded.copy(tmp_path / "course")
    toy.hand_in("ann")
    noted = state_file(toy.course, "recorded", "toy", "ann")
    before, graded_before, results = noted.read_bytes(), report_file(toy).read_bytes(), []
    batch_run = threading.Thread(target=lambda: results.append(grade_all("toy", toy.course)))
    with toy.gradebook.one_writer():
        batch_run.start()
        deadline = time.monotonic() + 120
        while report_file(toy).read_bytes() == graded_before and time.monotonic() < deadline:
            time.sleep(0.1)
        assert report_file(toy).read_bytes() != graded_before
        batch_run.join(3)
        assert batch_run.is_alive() and noted.read_bytes() == before
    batch_run.join(120)
    assert states(results[0]) == {"ann": "graded"}
    assert json.loads(noted.read_text())["score"] == 10.0
