"""nbgrader's command line and Python API grade through the sandbox, and keep nbgrader's promises."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_output
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory

from autograder.course.assignment import Course, load_assignment
from autograder.course.samples import blank, solved
from autograder.gradebook.backups import backups

HALF_SQUARE = "def square(x):\n    return 4\nprint('working on it')"
NOISY_SQUARE = "for i in range(5000):\n    print('line', i)\ndef square(x):\n    return 4"
BREAKS_THE_MACHINERY = "def double(x):\n    return 99"
CHECKS = ("check-double", "check-square")
SECRET = "the exam of next year"


def cell_of(notebook, name):
    return next(cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == name)


def points(toy, student):
    scores = toy.scores(student)
    return tuple(scores[name] for name in CHECKS)


def the_line(result, student):
    """The only line that says that a student was not graded."""
    lines = [line for line in result.stderr.splitlines() if f"{student}: not graded" in line]
    assert len(lines) == 1, result.stderr
    return lines[0]


def forged(toy):
    """Wrong answers, and every field that nbgrader trusts changed in the student's favour."""
    notebook = toy.notebook(double="def double(x):\n    return 0", square="def square(x):\n    return -1")
    for name in CHECKS:
        cell = cell_of(notebook, name)
        cell.metadata["tags"] = ["skip-execution"]
        cell.metadata["nbgrader"] |= {"points": 1000.0, "locked": False, "schema_version": 3}
        cell.source = "1000"
        cell.outputs = [new_output("execute_result", data={"text/plain": "4.0"}, execution_count=1)]
    return notebook


def shuffled(toy):
    """One function twice; the other one and its test cell are deleted."""
    notebook = toy.notebook()
    again = cell_of(toy.notebook(double="def double(x):\n    return 'late'"), "double")
    again["id"] = "again"
    notebook.cells = [cell for cell in notebook.cells if cell.id not in ("s-square", "c-square")] + [again]
    return notebook


def hand_in_odd_folders(toy, outside):
    secret = outside / "secret.txt"
    secret.write_text(SECRET)
    elsewhere = outside / "elsewhere.ipynb"
    nbformat.write(toy.notebook(), elsewhere)
    (toy.folder("empty") / "toy.ipynb").write_bytes(b"")
    (toy.folder("json") / "toy.ipynb").write_text("{'no': 'JSON'}")
    (toy.folder("latin") / "toy.ipynb").write_bytes('{"cells": "é"}'.encode("latin-1"))
    (toy.folder("old") / "toy.ipynb").write_text('{"nbformat": 3, "worksheets": [{"cells": []}]}')
    (toy.folder("link") / "toy.ipynb").symlink_to(elsewhere)
    os.mkfifo(toy.folder("fifo") / "toy.ipynb")
    (toy.folder("folder") / "toy.ipynb").mkdir()
    with (toy.folder("huge") / "toy.ipynb").open("wb") as file:
        file.truncate(50 * 2**20)
    for number in range(2):
        toy.hand_in("several", name=f"try {number}.ipynb")
    toy.folder("nothing")
    (toy.root / "submitted" / "linked").mkdir()
    (toy.root / "submitted" / "linked" / "toy").symlink_to(toy.folder("good"))


ODD_FOLDERS = {
    "empty": "empty",
    "json": "not JSON",
    "latin": "not UTF-8",
    "old": "format 3",
    "link": "is a link",
    "fifo": "not a file",
    "folder": "not a file",
    "huge": "50 MiB",
    "several": "2 notebooks",
    "nothing": "no notebook",
    "linked": "is a link",
}


def hand_in_files_beside(toy, student, outside):
    toy.hand_in(student)
    folder = toy.folder(student)
    (folder / "plot.png").write_bytes(b"\x89PNG")
    (folder / "data").mkdir()
    (folder / "data" / "numbers.csv").write_text("1,2\n")
    (folder / "stolen.txt").symlink_to(outside / "secret.txt")
    (folder / "out").symlink_to(outside)
    (folder / "page.html").write_text("<script>alert(1)</script>")
    os.mkfifo(folder / "pipe.txt")
    (folder / "timestamp.txt").symlink_to(outside / "secret.txt")
    with (folder / "big.csv").open("wb") as file:
        file.truncate(11 * 2**20)


@pytest.fixture(scope="module")
def run(toy_course, tmp_path_factory):
    """A course with every kind of submission, after one ``nbgrader autograde --no-execute``."""
    toy = toy_course(tmp_path_factory.mktemp("nbgrader") / "a course")
    outside = tmp_path_factory.mktemp("outside")
    toy.hand_in("good")
    toy.hand_in("half", square=HALF_SQUARE, answer="YOUR ANSWER HERE")
    toy.hand_in("noisy", square=NOISY_SQUARE)
    toy.hand_in("forger", forged(toy))
    toy.hand_in("shuffler", shuffled(toy))
    toy.hand_in("renamer", name="toy (1) final.ipynb")
    toy.hand_in("-odd name é [x] *")
    toy.hand_in("unlucky", double=BREAKS_THE_MACHINERY)
    hand_in_odd_folders(toy, outside)
    hand_in_files_beside(toy, "collector", outside)
    result = toy.nbgrader("autograde", "toy", "--no-execute", timeout=300)
    return toy, result


def test_full_and_partial_scores_are_in_the_gradebook(run):
    toy, _ = run
    assert points(toy, "good") == (4.0, 6.0)
    assert points(toy, "half") == (4.0, 3.0)


def test_each_test_cell_has_one_result_with_our_table(run):
    toy, _ = run
    notebook = toy.autograded("half")
    for name, score in zip(CHECKS, (4.0, 3.0), strict=True):
        outputs = cell_of(notebook, name).outputs
        assert [output.output_type for output in outputs] == ["execute_result"]
        assert float(outputs[0].data["text/plain"]) == score
    assert "Squares 3" in cell_of(notebook, "check-square").outputs[0].data["text/html"]


def test_solution_cells_show_what_they_printed(run):
    toy, _ = run
    assert cell_of(toy.autograded("half"), "square").outputs[0].text == "working on it\n"


def test_long_output_is_cut_and_our_table_is_whole(run):
    toy, _ = run
    notebook = toy.autograded("noisy")
    assert cell_of(notebook, "square").outputs[0].text.count("\n") <= 1001
    assert "Squares 2" in cell_of(notebook, "check-square").outputs[0].data["text/html"]
    assert points(toy, "noisy") == (4.0, 3.0)


def test_forged_outputs_tags_points_and_metadata_earn_nothing_even_without_execution(run):
    toy, _ = run
    assert points(toy, "forger") == (0.0, 0.0)
    check = cell_of(toy.autograded("forger"), "check-double")
    assert check.source == "check('double')"
    assert check.metadata.nbgrader.points == 4.0
    assert "tags" not in check.metadata


def test_duplicated_and_deleted_cells_are_restored(run):
    toy, _ = run
    assert points(toy, "shuffler") == (4.0, 0.0)
    autograded = toy.autograded("shuffler")
    names = [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in autograded.cells]
    assert [name for name in names if name] == ["double", "check-double", "square", "check-square", "question"]
    assert "squared_value" not in nbformat.writes(autograded)


def test_renamed_notebook_is_graded_and_named(run):
    toy, result = run
    assert points(toy, "renamer") == (4.0, 6.0)
    assert "toy (1) final.ipynb instead of toy.ipynb" in result.stderr


def test_folder_whose_name_is_a_glob_pattern_is_graded(run):
    toy, _ = run
    assert points(toy, "-odd name é [x] *") == (4.0, 6.0)


def test_unanswered_question_scores_zero_and_says_no_response(run):
    toy, _ = run
    assert toy.scores("half")["question"] == 0.0
    assert toy.scores("good")["question"] is None
    with toy.gradebook.database() as book:
        assert book.find_comment("question", "toy", "toy", "half").comment == "No response."
        assert book.find_grade("question", "toy", "toy", "good").needs_manual_grade


def test_broken_grade_leaves_a_new_student_out_of_the_gradebook(run):
    toy, result = run
    assert "gave way" in the_line(result, "unlucky")
    assert "unlucky" not in toy.students()
    assert not (toy.root / "autograded" / "unlucky").exists()


@pytest.mark.parametrize("student", ODD_FOLDERS)
def test_odd_folder_gets_one_clear_line_and_no_row(run, student):
    toy, result = run
    assert ODD_FOLDERS[student] in the_line(result, student)
    assert student not in toy.students()
    assert result.returncode == 1


def test_only_plain_files_beside_the_notebook_are_passed_on(run):
    toy, result = run
    autograded = toy.root / "autograded" / "collector" / "toy"
    kept = {str(path.relative_to(autograded)) for path in autograded.rglob("*") if not path.is_dir()}
    assert kept == {"toy.ipynb", "plot.png", "data/numbers.csv"}
    (line,) = [line for line in result.stderr.splitlines() if "not passed on" in line]
    for name in ("big.csv", "out", "page.html", "pipe.txt", "stolen.txt"):
        assert name in line
    assert "collector: timestamp.txt holds no time that can be read, and is ignored" in result.stderr
    assert not any(SECRET.encode() in content for content in toy.snapshot().values())


def test_the_staging_folder_is_empty_afterwards(run):
    toy, _ = run
    assert list((toy.root / ".autograder" / "staging").iterdir()) == []


def test_feedback_holds_our_table_and_the_scores(run):
    toy, _ = run
    result = toy.nbgrader("generate_feedback", "toy", "--student", "half")
    assert result.returncode == 0, result.stderr
    page = (toy.root / "feedback" / "half" / "toy" / "toy.html").read_text()
    assert "Squares 3" in page
    assert re.search(r"Score:\s*7\.0\s*/\s*13\.0", page)
    assert "squared_value" not in page


def test_grading_again_keeps_points_given_by_people_and_grades_of_files_that_cannot_be_graded(toy):
    toy.hand_in("ann", double="def double(x):\n    return 0")
    (toy.folder("ann") / "timestamp.txt").write_text("2024-05-01 10:00:00 UTC\n")
    toy.hand_in("unlucky", square=HALF_SQUARE)
    toy.hand_in("careless")
    assert toy.nbgrader("autograde", "toy").returncode == 0
    with toy.gradebook.database() as book:
        book.find_grade("question", "toy", "toy", "ann").manual_score = 2.5
        book.find_grade("check-double", "toy", "toy", "ann").extra_credit = 1.0
        book.find_comment("question", "toy", "toy", "ann").manual_comment = "Well put."
        book.db.commit()
    before = toy.snapshot()

    toy.hand_in("ann")
    toy.hand_in("unlucky", double=BREAKS_THE_MACHINERY)
    (toy.folder("careless") / "toy.ipynb").write_text("oh")
    result = toy.nbgrader("autograde", "toy")
    assert result.returncode == 0, "without --force nbgrader passes over what it has graded"
    assert toy.snapshot() == before

    result = toy.nbgrader("autograde", "toy", "--force", "--student", "unlucky")
    assert result.returncode == 1
    assert toy.snapshot() == before

    (toy.folder("ann") / "timestamp.txt").write_text("2024-05-02 10:00:00 UTC\n")
    assert toy.nbgrader("autograde", "toy").returncode == 0
    with toy.gradebook.database() as book:
        submission = book.find_submission("toy", "ann")
        assert submission.score == 4 + 6 + 2.5 + 1
        assert str(submission.timestamp) == "2024-05-02 10:00:00"
        assert book.find_comment("question", "toy", "toy", "ann").manual_comment == "Well put."
    assert points(toy, "unlucky") == (4.0, 3.0)
    assert points(toy, "careless") == (4.0, 6.0)


def test_python_api_grades_one_student_and_keeps_its_settings(toy):
    toy.hand_in("ann")
    toy.hand_in("bob", square=HALF_SQUARE)
    config = toy.gradebook.config
    api = NbGraderAPI(CourseDirectory(config=config), config=config)
    result = api.autograde("toy", "bob")
    assert result["success"], result
    assert points(toy, "bob") == (4.0, 3.0)
    assert toy.students() == {"bob"}
    assert api.coursedir.submitted_directory == "submitted"
    result = api.autograde("toy", "nobody")
    assert not result["success"]


def test_new_cells_after_grading_wait_for_the_kits_own_command_and_new_points_are_accepted_after_a_backup(toy):
    toy.hand_in("ann", square=HALF_SQUARE)
    assert toy.nbgrader("autograde", "toy").returncode == 0
    before = toy.snapshot()
    source = nbformat.read(toy.root / "source" / "toy" / "toy.ipynb", as_version=4)
    extra = new_code_cell("check('double')", id="more")
    extra.metadata["nbgrader"] = {**cell_of(source, "check-double").metadata["nbgrader"], "grade_id": "check-cube"}
    source.cells.append(extra)
    toy.write_source(source)
    (toy.root / "autograder" / "suites" / "toy" / "test_cube.py").write_text("def test_it(student):\n    '''It'''\n")
    result = toy.nbgrader("autograde", "toy", "--force")
    assert result.returncode == 1
    assert "cube is new. Say what new cells count in work that was graded before: autograder grade toy" in result.stderr
    assert toy.snapshot() == before

    source.cells.pop()
    cell_of(source, "check-square").metadata["nbgrader"]["points"] = 20.0
    toy.write_source(source)
    result = toy.nbgrader("autograde", "toy", "--force")
    assert result.returncode == 0
    assert points(toy, "ann") == (4.0, 10.0)
    assert "check-square has 20 points instead of 6" in result.stderr
    (backup,) = backups(toy.gradebook)
    assert str(backup) in result.stderr


def _forget_setting(toy, name):
    config = toy.root / "nbgrader_config.py"
    config.write_text(config.read_text().replace(f"c.Autograde.{name} =", "unused ="))


def _writes_a_file(toy):
    return f"try:\n    open({str(toy.root / 'ran')!r}, 'w')\nexcept OSError:\n    pass\n\ndef square(x):\n    return 4"


def test_without_our_exporter_in_the_settings_nothing_is_graded_or_run(toy):
    _forget_setting(toy, "exporter_class")
    toy.hand_in("ann", square=_writes_a_file(toy))
    toy.gradebook.register(toy.assignment)
    result = toy.nbgrader("autograde", "toy")
    assert result.returncode == 1
    assert "c.Autograde.exporter_class" in result.stderr
    assert set(toy.scores("ann").values()) == {None}
    assert not (toy.root / "ran").exists()


def test_without_our_preprocessor_in_the_settings_student_code_still_runs_only_in_the_sandbox(toy):
    _forget_setting(toy, "autograde_preprocessors")
    toy.hand_in("ann", square=_writes_a_file(toy))
    assert toy.nbgrader("autograde", "toy").returncode == 0
    assert points(toy, "ann") == (4.0, 3.0)
    assert not (toy.root / "ran").exists()


@pytest.mark.slow
def test_mlp_mnist_solution_earns_all_but_the_written_question_and_the_blank_release_nothing(tmp_path, toy):
    kit = Course(Path(__file__).resolve().parents[2])
    assignment = load_assignment("mlp-mnist", kit)
    shutil.copytree(assignment.path.parent, toy.root / "source" / "mlp-mnist")
    shutil.copytree(assignment.suite, toy.course.suite("mlp-mnist"))
    for student, notebook in (("solver", solved(assignment)), ("blank", blank(assignment))):
        path = toy.root / "submitted" / student / "mlp-mnist" / "mlp-mnist.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(notebook, path)
    result = toy.nbgrader("autograde", "mlp-mnist", timeout=300)
    assert result.returncode == 0, result.stderr
    with toy.gradebook.database() as book:
        solver, nobody = (book.find_submission("mlp-mnist", student) for student in ("solver", "blank"))
        assert (solver.score, solver.max_score) == (47.0, 50.0)
        assert solver.needs_manual_grade
        assert (nobody.score, nobody.max_score) == (0.0, 50.0)
