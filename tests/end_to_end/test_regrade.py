"""Grading a class again: the preview, what is recorded, and the proof that grading asks for."""

from __future__ import annotations

import functools

import nbformat
import pytest

from autograder.batch import local
from autograder.batch.job import Options
from autograder.batch.kept import load_report
from autograder.batch.regrade import regrade
from autograder.batch.run import grade_all
from autograder.errors import UsageError

from . import command

WRONG = "def square(x):\n    return 4"
HIDDEN = '''
def test_five(student):
    """Squares 5"""
    assert student.square(5) == 25
'''


autograder = functools.partial(command.autograder, timeout=600)


@pytest.fixture(scope="module")
def class_of_three(tmp_path_factory, toy_course):
    """A graded class; not to be changed."""
    toy = toy_course(tmp_path_factory.mktemp("class") / "course")
    suite(toy).write_text("import pytest\n" + suite(toy).read_text())
    toy.hand_in("ann")
    toy.hand_in("bob", square=WRONG)
    toy.hand_in("cem", double="def double(x):\n    return x")
    assert grade_all("toy", toy.course, Options(jobs=2)).exit_status == 0
    return toy


@pytest.fixture
def graded(class_of_three, tmp_path):
    return class_of_three.copy(tmp_path / "course")


@pytest.fixture
def nothing_runs(monkeypatch):
    """Any attempt to run a notebook fails."""

    def run(self, jobs, bundle):
        for _ in jobs:
            raise AssertionError("a notebook was to run")
        yield from ()

    monkeypatch.setattr(local.Local, "run", run)


def suite(toy, name="test_square.py"):
    return toy.root / "autograder" / "suites" / "toy" / name


def everything(toy):
    return {
        str(path.relative_to(toy.root)): path.read_bytes()
        for path in sorted(toy.root.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def points(toy, name, value):
    source = nbformat.read(toy.root / "source" / "toy" / "toy.ipynb", as_version=4)
    for cell in source.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == name:
            cell.metadata.nbgrader.points = value
    toy.write_source(source)


def scores(toy):
    return {student: grades.score for student, grades in toy.gradebook.grades("toy").items()}


def rows(result):
    return {each.student: (each.before, each.after, each.held) for each in result.results}


def test_the_preview_writes_nothing_and_says_who_changes_and_why(graded):
    suite(graded, "test_square_hidden.py").write_text(HIDDEN)
    before = everything(graded)
    done = autograder("regrade", "toy", "--html", "../page.html", cwd=graded.root)
    assert done.returncode == 0, done.stderr
    assert everything(graded) == before
    assert " ".join("bob 7 → 6 square Squares 5 (hidden check) not there failed the check".split()) in " ".join(
        done.stdout.split()
    )
    assert "3 grades: 0 up, 1 down, 2 as before; mean 7.67 before, 7.33 after, of 10 points" in done.stdout
    assert "ann" not in done.stdout
    assert "nothing is recorded yet: autograder regrade toy --apply" in done.stderr
    page = (graded.root.parent / "page.html").read_text()
    assert "nothing recorded yet" in page and "Squares 5" in page and "<bdi>bob</bdi>" in page and "7.33" in page


def test_applied_grades_are_recorded_and_the_student_reads_what_changed(graded):
    seeds = {student: load_report(graded.course, "toy", student).report.seed for student in ("ann", "bob", "cem")}
    suite(graded, "test_square_hidden.py").write_text(HIDDEN)
    done = autograder("regrade", "toy", "--apply", cwd=graded.root)
    assert done.returncode == 0, done.stderr
    assert scores(graded) == {"ann": 10, "bob": 6, "cem": 6}
    assert {student: load_report(graded.course, "toy", student).report.seed for student in seeds} == seeds
    (old,) = (graded.root / ".autograder" / "replaced").glob("*/toy/bob.json")
    assert '"score": 7.0' in old.read_text()
    again = autograder("grade", "toy", cwd=graded.root)
    assert "3 kept" in again.stderr, "what is recorded is what grade would give"
    assert autograder("report", "toy", cwd=graded.root).returncode == 0
    page = (graded.root / "feedback" / "bob" / "toy.html").read_text()
    assert "because your instructor changed the checks of square: 7 of 13 points before, 6 of 13 now." in page
    quiet = autograder("regrade", "toy", cwd=graded.root)
    assert "3 grades: 0 up, 0 down, 3 as before" in quiet.stdout and "recorded" not in quiet.stderr


def test_no_notebook_runs_where_only_points_or_weights_changed(graded, nothing_runs):
    points(graded, "check-square", 12.0)
    weighted = suite(graded).read_text().replace("def test_two", "@pytest.mark.weight(3)\ndef test_two")
    suite(graded).write_text("# a comment\n" + weighted)
    result = regrade(graded.assignment, graded.course, Options())
    assert rows(result) == {"ann": (10, 16, False), "bob": (7, 13, False), "cem": (6, 12, False)}
    (bob,) = [each for each in result.results if each.student == "bob"]
    assert {(change.check, change.before, change.after, change.why) for change in bob.changes} == {
        ("Squares 2", "weight 1", "weight 3", "its weight, the points"),
        ("all checks together", "3 of 6", "9 of 12", "the points"),
    }
    assert regrade(graded.assignment, graded.course, Options(), apply=True).exit_status == 0
    assert scores(graded) == {"ann": 16, "bob": 13, "cem": 12}
    note = load_report(graded.course, "toy", "bob").report.notes[-1]
    assert "changed the points of square and the checks of square: 7 of 13 points before, 13 of 19 now." in note
    assert grade_all("toy", graded.course, Options()).exit_status == 0, "all are kept"


def test_other_changes_run_the_notebooks(graded, nothing_runs):
    before = suite(graded).read_text()
    for text in (
        before.replace(
            "def test_two", "@pytest.mark.weight(0)\ndef test_two"
        ),  # decides which functions count as right
        before.replace("import pytest", "import pytest, os"),
        before + "pytestmark = pytest.mark.weight(2)\n",
    ):
        suite(graded).write_text(text)
        with pytest.raises(AssertionError, match="a notebook was to run"):
            regrade(graded.assignment, graded.course, Options())


def test_a_change_that_concerns_no_grade_runs_nothing_and_is_recorded_as_seen(graded, nothing_runs):
    suite(graded).write_text("# a comment\n" + suite(graded).read_text() + "\n\n")
    result = regrade(graded.assignment, graded.course, Options(), apply=True)
    assert not any(each.changes or each.problem for each in result.results)
    assert all(not load_report(graded.course, "toy", each.student).report.notes for each in result.results)
    assert grade_all("toy", graded.course, Options()).exit_status == 0


def test_only_better_never_lowers_a_grade_not_even_later(graded):
    harder = suite(graded).read_text().replace("student.square(2) == 4", "student.square(2) == 5")
    suite(graded).write_text(harder.replace("student.square(3) == 9", "student.square(3) == 4"))
    plain = regrade(graded.assignment, graded.course, Options(jobs=2))
    assert rows(plain) == {"ann": (10, 4, False), "bob": (7, 7, False), "cem": (6, 0, False)}
    better = regrade(graded.assignment, graded.course, Options(jobs=2), only_better=True, apply=True)
    assert rows(better) == {"ann": (10, 10, True), "bob": (7, 7, False), "cem": (6, 6, True)}
    assert scores(graded) == {"ann": 10, "bob": 7, "cem": 6}
    again = autograder("grade", "toy", cwd=graded.root)
    assert "3 kept" in again.stderr, again.stderr
    assert scores(graded) == {"ann": 10, "bob": 7, "cem": 6}
    note = load_report(graded.course, "toy", "ann").report.notes[-1]
    assert "the checks of square: your 10 points stay, because no grade was to fall." in note
    points(graded, "check-square", 3.0)
    with pytest.raises(UsageError, match="--only-better: the points of toy have changed"):
        regrade(graded.assignment, graded.course, Options(), only_better=True)


def test_each_cause_is_named(graded):
    graded.hand_in("bob")
    suite(graded, "driver.py").write_text("def helper(student):\n    return 1\n")
    source = nbformat.read(graded.root / "source" / "toy" / "toy.ipynb", as_version=4)
    source.cells[1].source = source.cells[1].source.replace("2 * x", "x + x")
    graded.write_source(source)
    result = regrade(graded.assignment, graded.course, Options(jobs=2))
    assert rows(result)["bob"] == (7, 10, False)
    (bob,) = [each for each in result.results if each.student == "bob"]
    assert {change.why for change in bob.changes} == {"the submission"}
    kept = load_report(graded.course, "toy", "ann")
    assert kept.parts


def test_what_cannot_be_graded_again_keeps_its_grade_and_is_named(graded):
    (graded.folder("bob") / "toy.ipynb").write_text("{")
    graded.hand_in("new")
    broken = "if student.double(5) == 5:\n        raise RuntimeError"
    suite(graded, "test_double_hidden.py").write_text(f"def test_five(student):\n    {broken}\n")
    done = autograder("regrade", "toy", "--apply", cwd=graded.root)
    assert done.returncode == 3
    assert "new: has no recorded grade: autograder grade toy" in done.stdout
    assert "bob:" in done.stdout and "not JSON" in done.stdout
    assert "cem: test_double_hidden.py::test_five: RuntimeError" in done.stdout
    assert scores(graded) == {"ann": 10, "bob": 7, "cem": 6}


def test_points_of_an_older_gradebook_are_no_recorded_grade(graded):
    points(graded, "check-square", 8.0)
    assert regrade(graded.assignment, graded.course, Options(jobs=2), apply=True).exit_status == 0
    assert autograder("restore", cwd=graded.root).returncode == 0
    result = regrade(graded.assignment, graded.course, Options(jobs=2), apply=True)
    assert result.exit_status == 1
    problems = {each.student: each.problem for each in result.results if each.problem}
    assert "check-square: expected 8 points in the gradebook, found 6" in problems["ann"], problems
    assert problems["ann"].endswith("(an older copy of the gradebook?): autograder grade toy")
    assert autograder("grade", "toy", cwd=graded.root).returncode == 0
    assert not [each for each in regrade(graded.assignment, graded.course, Options()).results if each.problem]


def test_reports_of_an_earlier_kit_say_nothing_about_the_cause(graded):
    for path in (graded.root / ".autograder" / "reports" / "toy").iterdir():
        path.write_text(path.read_text().replace('"parts"', '"other"'))
    suite(graded, "test_square_hidden.py").write_text(HIDDEN)
    result = regrade(graded.assignment, graded.course, Options(jobs=2))
    (bob,) = [each for each in result.results if each.changes]
    assert {change.why for change in bob.changes} == {"unknown: it was graded by an earlier kit"}


def test_grade_asks_for_a_proof_where_the_assignment_changed_since_it_was_proved(toy):
    toy.hand_in("ann")
    assert autograder("verify", "toy", "--jobs", 2, cwd=toy.root).returncode == 0
    assert autograder("grade", "toy", cwd=toy.root).returncode == 0
    suite(toy, "test_square_hidden.py").write_text(HIDDEN.replace("25", "26"))
    refused = autograder("grade", "toy", cwd=toy.root)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.startswith("autograder: toy has changed since it was proved") and scores(toy) == {"ann": 10}
    assert autograder("regrade", "toy", cwd=toy.root).returncode == 0, "a preview harms nobody"
    assert autograder("regrade", "toy", "--apply", cwd=toy.root).returncode == 2
    assert autograder("verify", "toy", "--jobs", 2, cwd=toy.root).returncode == 1
    assert autograder("grade", "toy", cwd=toy.root).returncode == 2, "a proof that failed is none"
    suite(toy, "test_square_hidden.py").write_text(HIDDEN)
    assert autograder("release", "toy", cwd=toy.root).returncode == 0
    assert autograder("grade", "toy", cwd=toy.root).returncode == 0
    suite(toy, "test_square_hidden.py").write_text(HIDDEN.replace("25", "26"))
    assert autograder("grade", "toy", "--unproved", cwd=toy.root).returncode == 0
    assert scores(toy) == {"ann": 8}
    (toy.root / ".autograder" / "proved" / "toy.json").write_text("")
    assert autograder("grade", "toy", cwd=toy.root).returncode == 2, "a note that cannot be read is no proof"
