"""A graded assignment gets other cells: the gradebook follows after a backup, and the backup can be brought back."""

from __future__ import annotations

import csv
import io
import sqlite3
from types import SimpleNamespace

import nbformat
import pytest
from click.testing import CliRunner

from autograder import cli
from autograder.batch.kept import load_report
from autograder.gradebook import backups

HALF_SQUARE = "def square(x):\n    return 9"
CUBE = "def cube(x):\n    return x * x * x"
TEST_CUBE = '''
def test_two(student):
    """Cubes 2"""
    assert student.cube(2) == 8
'''
NOT_WRITTEN = "Added to the assignment after this was handed in, and counted as not written: cube."
LEFT_OUT = "Added to the assignment after this was handed in, and left out: the maximum is 13 points here: cube."


def autograder(toy, *arguments, answers=""):
    """Run the command in this process; with answers, as if a person at a terminal gave them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cli, "_asks", lambda: bool(answers))
        done = CliRunner().invoke(
            cli.main, ["--course", str(toy.root), *arguments], input=answers, catch_exceptions=False
        )
    return SimpleNamespace(returncode=done.exit_code, stdout=done.stdout, stderr=done.stderr)


def cells_of(notebook, *names):
    return [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") in names]


def with_cube(notebook, body="    ### BEGIN SOLUTION\n    cubed = x * x * x\n    return cubed\n    ### END SOLUTION"):
    """The notebook with one function more, for 2 points."""
    for number, cell in enumerate(cells_of(nbformat.from_dict(notebook), "double", "check-double")):
        cell = nbformat.from_dict(cell)
        own = cell.metadata["nbgrader"]
        own["grade_id"] = own["grade_id"].replace("double", "cube")
        cell.id, cell.source = f"cube-{number}", "check('cube')" if own["grade"] else f"def cube(x):\n{body}"
        if own["grade"]:
            own["points"] = 2.0
        notebook.cells.append(cell)
    return notebook


def add_cube(toy):
    toy.write_source(with_cube(nbformat.read(toy.assignment.path, as_version=4)))
    (toy.root / "autograder" / "suites" / "toy" / "test_cube.py").write_text(TEST_CUBE)


def rows(file):
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as connection:
        return sorted(connection.iterdump())


def exported(toy, form="csv"):
    key = {"csv": "student", "canvas": "SIS Login ID", "moodle": "username"}[form]
    done = autograder(toy, "export", "toy", "--format", form)
    return {row[key]: row for row in csv.DictReader(io.StringIO(done.stdout))}


@pytest.fixture(scope="module")
def graded(toy_course, tmp_path_factory):
    """A class graded before there was a cube. A person has graded ann's answer, and changed the points of bob's square."""
    toy = toy_course(tmp_path_factory.mktemp("versions") / "course")
    toy.hand_in("ann")
    toy.hand_in("bob", square=HALF_SQUARE)
    assert autograder(toy, "grade", "toy").returncode == 0
    with toy.gradebook.database() as book:
        book.find_grade("question", "toy", "toy", "ann").manual_score = 2.5
        book.find_comment("question", "toy", "toy", "ann").manual_comment = "Well put."
        book.find_grade("check-square", "toy", "toy", "bob").manual_score = 5.0
        book.db.commit()
    return toy


@pytest.fixture
def class_(graded, tmp_path):
    """A copy of it, after the assignment got a function."""
    toy = graded.copy(tmp_path / "course")
    add_cube(toy)
    return toy


def given_by_people(toy):
    with toy.gradebook.database() as book:
        return (
            book.find_grade("question", "toy", "toy", "ann").manual_score,
            book.find_comment("question", "toy", "toy", "ann").manual_comment,
            book.find_grade("check-square", "toy", "toy", "bob").manual_score,
        )


def test_release_warns_before_and_says_what_will_be_asked(class_):
    before = class_.snapshot()
    done = autograder(class_, "release", "toy", "--no-verify")
    assert done.returncode == 0, done.stderr
    assert "toy is another version than the one of 2 submissions in the gradebook: cube is new" in done.stderr
    assert "the next autograder grade toy asks what new cells count in that work" in done.stderr
    assert class_.snapshot() == before


def test_without_an_answer_nothing_is_graded_or_changed_by_any_command(class_):
    before = class_.snapshot()
    done = autograder(class_, "grade", "toy")
    assert done.returncode == 2
    assert (
        "cube is new. Say what new cells count in work that was graded before: autograder grade toy --new-cells"
        in done.stderr
    )
    for command in ("autograde", "generate_assignment"):
        theirs = class_.nbgrader(command, "toy", "--force")
        assert theirs.returncode != 0 and "autograder grade toy --new-cells not-written or left-out" in theirs.stderr, (
            command
        )
    assert class_.snapshot() == before
    assert backups.backups(class_.gradebook) == []


def test_new_cells_count_as_not_written_and_everything_else_stays(class_):
    before = rows(class_.root / "gradebook.db")
    done = autograder(class_, "grade", "toy", answers="\n")
    assert done.returncode == 0, done.stderr
    assert "the gradebook follows the new version: cube is new" in done.stderr
    (backup,) = backups.backups(class_.gradebook)
    assert str(backup) in done.stderr and rows(backup) == before
    assert given_by_people(class_) == (2.5, "Well put.", 5.0)
    found = exported(class_)
    assert (found["ann"]["score"], found["ann"]["max_score"], found["ann"]["check-cube"]) == ("12.5", "15", "0")
    assert (found["bob"]["check-square"], found["bob"]["score"], found["bob"]["waiting_for_a_person"]) == (
        "5",
        "9",
        "yes",
    )
    assert autograder(class_, "report", "toy").returncode == 0
    assert NOT_WRITTEN in (class_.root / "feedback" / "ann" / "toy.html").read_text()
    again = autograder(class_, "grade", "toy")
    assert again.returncode == 0 and "2 kept" in again.stderr and backups.backups(class_.gradebook) == [backup]


def test_new_cells_are_left_out_until_the_student_hands_in_again(class_):
    assert autograder(class_, "grade", "toy", answers="left-out\n").returncode == 0
    class_.hand_in("new", with_cube(class_.notebook(), "    return x ** 3"))
    class_.hand_in("old-and-new-here")
    done = autograder(class_, "grade", "toy")
    assert done.returncode == 0, done.stderr
    assert "left out of the maximum: cube: ann, bob" in done.stderr
    found = exported(class_)
    assert {name: (row["max_score"], row["check-cube"]) for name, row in found.items()} == {
        "ann": ("13", ""),
        "bob": ("13", ""),
        "new": ("15", "2"),
        "old-and-new-here": ("15", "0"),
    }
    assert (found["ann"]["score"], found["ann"]["waiting_for_a_person"]) == ("12.5", "no")
    assert exported(class_, "canvas")["ann"]["toy"] == "14.42"  # 12.5 of 13 as a score of 15
    assert exported(class_, "moodle")["new"]["toy"] == "12"
    assert given_by_people(class_) == (2.5, "Well put.", 5.0)
    assert autograder(class_, "report", "toy").returncode == 0
    page = (class_.root / "feedback" / "ann" / "toy.html").read_text()
    assert "put back" not in page
    assert LEFT_OUT in page and '<div class="score">12.5 <small>of 13 points' in page
    assert class_.nbgrader("generate_feedback", "toy", "--student", "ann", timeout=300).returncode == 0

    class_.hand_in("ann", answer="My own words, again.")  # still without a cube: it had the time to write one
    class_.hand_in("bob", with_cube(class_.notebook(), "    return x ** 3"))
    assert autograder(class_, "grade", "toy").returncode == 0
    found = exported(class_)
    assert [(found[name]["max_score"], found[name]["check-cube"]) for name in ("ann", "bob")] == [
        ("15", "0"),
        ("15", "2"),
    ]
    assert given_by_people(class_)[0] == 2.5


def test_a_held_grade_stays_held_where_cells_are_left_out(class_):
    assert autograder(class_, "grade", "toy", "--new-cells", "left-out").returncode == 0
    before = exported(class_)
    suite = class_.root / "autograder" / "suites" / "toy" / "test_square.py"
    suite.write_text(suite.read_text().replace("student.square(2) == 4", "student.square(2) == 5"))
    done = autograder(class_, "regrade", "toy", "--apply", "--only-better")
    assert done.returncode == 0 and "would fall, and stay" in " ".join(done.stdout.split()), done.stderr
    assert exported(class_) == before
    again = autograder(class_, "grade", "toy")
    assert again.returncode == 0 and "2 kept" in again.stderr, again.stderr
    assert exported(class_) == before and given_by_people(class_) == (2.5, "Well put.", 5.0)
    report = load_report(class_.course, "toy", "ann").report
    assert report.notes.count(LEFT_OUT) == 1 and report.max_score == 13


def test_another_choice_after_a_restored_backup_leaves_no_word_of_the_first(class_):
    assert autograder(class_, "grade", "toy", "--new-cells", "not-written").returncode == 0
    assert autograder(class_, "restore").returncode == 0
    refused = autograder(class_, "regrade", "toy", "--apply")
    assert refused.returncode == 2 and "autograder grade toy --new-cells not-written or left-out" in refused.stderr
    assert autograder(class_, "grade", "toy", "--new-cells", "left-out").returncode == 0
    notes = load_report(class_.course, "toy", "ann").report.notes
    assert LEFT_OUT in notes and NOT_WRITTEN not in notes


def test_other_points_and_a_removed_question_change_the_gradebook_and_what_people_gave_is_in_the_backup(class_):
    source = nbformat.read(class_.assignment.path, as_version=4)
    source.cells = [cell for cell in source.cells if cell not in cells_of(source, "question", "cube", "check-cube")]
    cells_of(source, "check-square")[0].metadata["nbgrader"]["points"] = 12.0
    class_.write_source(source)
    (class_.root / "autograder" / "suites" / "toy" / "test_cube.py").unlink()
    warned = autograder(class_, "release", "toy", "--no-verify")
    assert "question is gone, check-square has 12 points instead of 6" in warned.stderr
    assert (
        "the cells that are gone hold 2 grades and comments given by people: only the backup keeps these"
        in warned.stderr
    )
    assert autograder(class_, "grade", "toy", "--new-cells", "not-written").returncode == 0
    found = exported(class_)
    assert (found["ann"]["score"], found["ann"]["max_score"], found["bob"]["score"]) == ("16", "16", "9")
    (backup,) = backups.backups(class_.gradebook)
    assert any("Well put." in row for row in rows(backup))
    assert not any("Well put." in row for row in rows(class_.root / "gradebook.db"))


def test_one_command_brings_the_backup_back_and_the_same_again_undoes_that(class_):
    old, nothing = rows(class_.root / "gradebook.db"), autograder(class_, "restore")
    assert nothing.returncode == 2 and "no backup of" in nothing.stderr
    assert autograder(class_, "grade", "toy", "--new-cells", "left-out").returncode == 0
    new = rows(class_.root / "gradebook.db")
    (backup,) = backups.backups(class_.gradebook)
    done = autograder(class_, "restore")
    assert done.returncode == 0 and done.stdout == f"restored: {backup}\n"
    assert rows(class_.root / "gradebook.db") == old
    assert autograder(class_, "restore").returncode == 0
    assert rows(class_.root / "gradebook.db") == new
    assert autograder(class_, "restore", str(backup)).returncode == 0
    assert rows(class_.root / "gradebook.db") == old
    refused = autograder(class_, "restore", str(class_.assignment.path))
    assert refused.returncode == 2 and "not a backup of a gradebook" in refused.stderr
    assert rows(class_.root / "gradebook.db") == old


def test_without_a_backup_nothing_is_changed(class_, monkeypatch):
    def fail(source, destination):
        raise sqlite3.OperationalError("disk I/O error")

    before = class_.snapshot()
    monkeypatch.setattr(backups, "_copy", fail)
    done = autograder(class_, "grade", "toy", "--new-cells", "not-written")
    assert done.returncode == 3 and "no backup could be made, so nothing was changed: disk I/O error" in done.stderr
    assert class_.snapshot() == before
    assert sorted(path.name for path in class_.root.glob("*gradebook.db*")) == ["gradebook.db"]
