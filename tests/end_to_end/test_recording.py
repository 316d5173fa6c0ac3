"""Recording is nbgrader's own run, only cheaper: the same rows, files and feedback; and what it opens and reads."""

from __future__ import annotations

import re
import sqlite3

import pytest
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader import api
from nbgrader.nbgraderformat import ValidationError

from autograder import files
from autograder.batch.job import Options
from autograder.batch.run import grade_all
from autograder.gradebook.book import CourseGradebook
from autograder.gradebook.recording import CheckMetadata, StagedAutograde
from autograder.publishing.exports import export
from autograder.publishing.standings import standings

HALF_SQUARE = "def square(x):\n    return 9"
PENALTY = "\nc.LateSubmissionPlugin.penalty_method = 'zero'\n"


def rows(database):
    """Every row of every table. Random ids are replaced by the rows that they stand for."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        connection.row_factory = sqlite3.Row
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        tables = {name: [dict(row) for row in connection.execute(f'SELECT * FROM "{name}"')] for name in names}
    by_id = {}
    for name, content in tables.items():
        for row in content:
            if re.fullmatch("[0-9a-f]{32}", str(row.get("id"))):
                by_id.setdefault(row["id"], []).append((name, row))

    def plain(value):
        if value not in by_id:
            return value
        return sorted((name, spelt_out(row)) for name, row in by_id[value])

    def spelt_out(row):
        return repr([(column, plain(value)) for column, value in row.items() if column != "id"])

    return {name: sorted(map(spelt_out, content)) for name, content in tables.items()}


def written(root, step):
    found = {path.relative_to(root): path for path in (root / step).rglob("*")}
    return {name: (path.stat().st_mode, path.read_bytes() if path.is_file() else b"") for name, path in found.items()}


@pytest.fixture(scope="module")
def kept(toy_course, tmp_path_factory):
    """A course in which six submissions are graded, and their reports kept, but nothing is recorded."""
    toy = toy_course(tmp_path_factory.mktemp("kept") / "course")
    with (toy.root / "nbgrader_config.py").open("a") as settings:
        settings.write(PENALTY)
    (toy.root / "source" / "toy" / "table.csv").write_text("1,2\n")
    for student in ("ann", "late", "[odd] name"):
        toy.hand_in(student)
    toy.hand_in("half", square=HALF_SQUARE)
    toy.hand_in("silent", answer="### BEGIN SOLUTION\nBecause it is so.\n### END SOLUTION")
    toy.hand_in("loud", double="def double(x):\n    return 2 * x\nfor n in range(3000):\n    print(n)")
    (toy.folder("half") / "notes.txt").write_text("my notes\n")
    (toy.folder("ann") / "timestamp.txt").write_text("2026-03-01 10:00:00 UTC\n")
    (toy.folder("late") / "timestamp.txt").write_text("2026-03-02 10:00:00 UTC\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(CourseGradebook, "record", lambda *arguments: None)
        result = grade_all("toy", toy.course)
    assert result.exit_status == 0 and len(result.outcomes) == 6
    with toy.gradebook.database() as book:
        book.add_assignment("toy", duedate="2026-03-01 12:00:00 UTC") if not book.assignments else None
        book.update_or_create_assignment("toy", duedate="2026-03-01 12:00:00 UTC")
        assert not book.assignment_submissions("toy")
    return toy


@pytest.fixture
def pair(kept, tmp_path, monkeypatch):
    """Two copies of the course, and a function that records one of them with every step left to nbgrader itself."""

    def by_nbgrader(toy):
        with monkeypatch.context() as patch:
            patch.setattr(StagedAutograde, "runs_own_code", True)
            return grade_all("toy", toy.course)

    return kept.copy(tmp_path / "one" / "course"), kept.copy(tmp_path / "two" / "course"), by_nbgrader


def test_rows_files_and_feedback_are_those_of_nbgraders_own_run(pair):
    ours, theirs, by_nbgrader = pair

    def person(toy):
        """Points, extra points and comments given in formgrader."""
        with toy.gradebook.database() as book:
            for student, points in (("ann", 2.5), ("late", 1.0), ("half", 0.0)):
                book.find_grade("question", "toy", "toy", student).manual_score = points
            book.find_grade("check-square", "toy", "toy", "half").manual_score = 5.0
            book.find_grade("check-double", "toy", "toy", "ann").extra_credit = 0.5
            book.find_comment("question", "toy", "toy", "half").manual_comment = "Say more."
            book.db.commit()

    for again in (False, True):
        if again:
            for toy in (ours, theirs):
                person(toy)
                (toy.folder("late") / "timestamp.txt").write_text("2026-03-05 10:00:00 UTC\n")
                (toy.folder("half") / "timestamp.txt").write_text("2026-03-02 10:00:00 UTC\n")
        assert grade_all("toy", ours.course).exit_status == by_nbgrader(theirs).exit_status == 0
        assert rows(ours.root / "gradebook.db") == rows(theirs.root / "gradebook.db")
        assert written(ours.root, "autograded") == written(theirs.root, "autograded")
    for toy in (ours, theirs):
        result = toy.nbgrader("generate_feedback", "toy", "--force")
        assert result.returncode == 0, result.stderr
    feedback = written(ours.root, "feedback")
    assert len([path for path in feedback if path.suffix == ".html"]) == 5  # nbgrader misses a name that is a pattern
    assert feedback == written(theirs.root, "feedback")

    found = ours.gradebook.grades("toy")
    assert (found["late"].seconds_late, found["late"].score) == (338_400, 0.0)
    assert (found["half"].points["question"], found["half"].late_penalty) == (0.0, 9.0)
    assert (found["ann"].score, found["ann"].late_penalty) == (13.0, 0.0)
    with ours.gradebook.database() as book:
        assert book.find_comment("question", "toy", "toy", "half").manual_comment == "Say more."
        assert book.find_comment("question", "toy", "toy", "silent").auto_comment is None


RULE = """
from nbgrader.api import Gradebook
from nbgrader.plugins import BasePlugin

class Rule(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        with Gradebook({url!r}) as book:  # a writer of its own
            submission = book.find_submission("toy", student_id)
            book.update_or_create_student(student_id, first_name="Late")
            return 1.0 if submission.student.id == student_id else 0.0
"""


def test_a_courses_own_rule_for_late_work_may_use_the_gradebook(pair, monkeypatch):
    toy, *_ = pair
    url = f"sqlite:///{toy.root / 'gradebook.db'}?timeout=5"
    (toy.root / "own_rule.py").write_text(RULE.format(url=url))
    with (toy.root / "nbgrader_config.py").open("a") as settings:
        settings.write("\nc.AssignLatePenalties.plugin_class = 'own_rule.Rule'\n")
    monkeypatch.syspath_prepend(str(toy.root))
    assert grade_all("toy", toy.course).exit_status == 0
    found = toy.gradebook.grades("toy")
    assert (found["late"].late_penalty, found["ann"].late_penalty) == (1.0, 0.0)
    assert {each.student: each.grades.late_penalty for each in standings(toy.gradebook, toy.assignment)}["late"] == 1.0
    with toy.gradebook.database() as book:
        assert book.find_student("late").first_name == "Late"


@pytest.mark.parametrize(
    "setting",
    ["Autograde.autograde_preprocessors = ['own.Missing']", "AssignLatePenalties.plugin_class = 'own.Missing'"],
)
def test_settings_that_name_code_that_is_not_there_are_one_line(pair, setting):
    toy, *_ = pair
    with (toy.root / "nbgrader_config.py").open("a") as settings:
        settings.write(f"\nc.{setting}\n")
    result = grade_all("toy", toy.course)
    assert {outcome.state.value for outcome in result.outcomes} == {"broken"}
    assert all("own" in outcome.message and "\n" not in outcome.message for outcome in result.outcomes)


def test_a_refused_submission_leaves_no_row_and_an_older_one_its_rows(pair, monkeypatch):
    toy, *_ = pair
    grade_all("toy", toy.course)
    before = rows(toy.root / "gradebook.db")
    find = api.Gradebook.update_or_create_submission

    def refuse(book, assignment, student, **settings):
        found = find(book, assignment, student, **settings)
        if student in ("half", "new"):
            book.db.flush()
            raise ValueError("no more today")
        return found

    toy.hand_in("new")
    monkeypatch.setattr(api.Gradebook, "update_or_create_submission", refuse)
    result = grade_all("toy", toy.course, Options(force=True))
    states = {outcome.student: outcome.state.value for outcome in result.outcomes}
    assert states.pop("half") == states.pop("new") == "broken"
    assert set(states.values()) == {"graded"} and len(states) == 5
    assert all("no more today" in outcome.message for outcome in result.outcomes if outcome.student in ("half", "new"))
    assert rows(toy.root / "gradebook.db") == before


def test_neither_engines_nor_reads_of_the_suite_grow_with_the_class(pair, monkeypatch):
    small, large, _ = pair
    counts = {"engines": 0, "folders": 0}

    def counted(name, function):
        def call(*arguments, **settings):
            counts[name] += 1
            return function(*arguments, **settings)

        return call

    monkeypatch.setattr(api, "create_engine", counted("engines", api.create_engine))
    digest = counted("folders", files.folder_digest)
    monkeypatch.setattr("autograder.course.assignment.folder_digest", digest)
    for path in (small.root / "submitted").iterdir():
        if path.name != "ann":
            path.rename(small.root / path.name)
    seen = []
    for toy, students in ((small, 1), (large, 6)):
        counts.update(engines=0, folders=0)
        assert len(grade_all("toy", toy.course).outcomes) == students
        text = export("csv", toy.assignment, standings(toy.gradebook, toy.assignment))
        assert text.count("\n") == 1 + students
        seen.append(dict(counts))
    assert seen[0] == seen[1]


def test_metadata_that_nbgrader_refuses_are_refused():
    cell = new_code_cell("check('f')")
    metadata = {"schema_version": 3, "grade": True, "solution": False, "locked": True, "task": False, "grade_id": "f"}
    cell.metadata["nbgrader"] = {**metadata, "points": 2.0}
    twin = new_code_cell("check('f')", metadata=cell.metadata)
    check = CheckMetadata()
    for _ in range(2):
        check.preprocess(new_notebook(cells=[cell]), {})
    with pytest.raises(ValidationError, match="Duplicate"):
        check.preprocess(new_notebook(cells=[cell, twin]), {})
    for wrong in ({**metadata, "points": -1.0}, metadata, {**metadata, "points": 2.0, "grade_id": "f g"}):
        cell.metadata["nbgrader"] = wrong
        for _ in range(2):
            with pytest.raises(ValidationError):
                check.preprocess(new_notebook(cells=[cell]), {})
