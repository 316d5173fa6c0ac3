"""nbgrader's commands on a course, from release to feedback; and the points that nbgrader gives without the kit."""

from __future__ import annotations

import csv
import shutil
import zipfile
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

from autograder.authoring.nbgrader_settings import missing_settings
from autograder.authoring.release import build_release
from autograder.authoring.scaffold import write_assignment
from autograder.course.assignment import load_assignment
from autograder.course.cells import CHECKS, grade_id
from autograder.selfcheck import check_notebook

from . import launcher

SCHEME = "\n\n=== BEGIN MARK SCHEME ===\n\nOne point for the squares.\n\n=== END MARK SCHEME ==="
RIGHT = {
    "linear": "def linear(X, w, b):\n    return nd.dot(X, w) + b",
    "mean_squared_error": "def mean_squared_error(X, w, b, y):\n    return nd.mean((linear(X, w, b) - y) ** 2) / 2",
    "question": "They follow the wrong one.",
}
WRONG = {
    "linear": "def linear(X, w, b):\n    return X",
    "mean_squared_error": "def mean_squared_error(X, w, b, y):\n    return 7",
}
NO_GRADIENT = {"linear": "def linear(X, w, b):\n    return nd.array((nd.dot(X, w) + b).asnumpy())"}
# Right, but it writes to stderr, which nbgrader would take for a failure.
NOISY = {
    "linear": "import sys\ndef linear(X, w, b):\n    print('called', file=sys.stderr)\n    return nd.dot(X, w) + b"
}
BLANK: dict[str, str] = {"question": "They follow the wrong one."}
CELLS = ("linear", "mean_squared_error")


def fill_in(released: Path, target: Path, written: dict[str, str]) -> Path:
    """Fill in cells of a released notebook and write it to ``target``."""
    notebook = nbformat.read(released, as_version=4)
    for cell in notebook.cells:
        cell.source = written.get(grade_id(cell) or "", cell.source)
    target.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, target)
    return target


def assignment_in(root: Path, course):
    """Make a course with lab-1, whose written question has a mark scheme."""
    write_assignment("lab-1", root)
    made = course(root)
    path = root / "source" / "lab-1" / "lab-1.ipynb"
    notebook = nbformat.read(path, as_version=4)
    question = next(cell for cell in notebook.cells if grade_id(cell) == "question")
    question.source += SCHEME
    nbformat.write(notebook, path)
    return made


# A course whose configuration does not name the kit: nbgrader executes the test cells itself


@pytest.fixture(scope="module")
def plain(toy_course, tmp_path_factory):
    """A course without the kit's settings, and each student's notebook, after ``nbgrader autograde``."""
    root = tmp_path_factory.mktemp("plain") / "course"
    (root / "source").mkdir(parents=True)
    (root / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.course_id = 'own'\n")
    write_assignment("lab-1", root)
    course = toy_course(root)
    assert missing_settings(course.course)
    result = course.nbgrader("generate_assignment", "lab-1")
    assert result.returncode == 0, result.stderr
    released = root / "release" / "lab-1" / "lab-1.ipynb"
    students = {
        "right": RIGHT,
        "wrong": RIGHT | WRONG,
        "part": RIGHT | NO_GRADIENT,
        "noisy": RIGHT | NOISY,
        "blank": BLANK,
    }
    notebooks = {
        student: fill_in(released, root / "submitted" / student / "lab-1" / "lab-1.ipynb", written)
        for student, written in students.items()
    }
    result = course.nbgrader("autograde", "lab-1", timeout=300)
    assert result.returncode == 0, result.stderr
    return course, notebooks


def earned(course, student):
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as book:
        grades = book.find_submission_notebook("lab-1", "lab-1", student).grades
        return {grade.name.removeprefix("check-"): grade.auto_score for grade in grades if grade.name != "question"}


@pytest.mark.parametrize("student", ["right", "wrong", "part", "noisy", "blank"])
def test_without_the_kits_settings_a_cell_earns_the_share_of_its_visible_checks(plain, student):
    course, notebooks = plain
    report = check_notebook(notebooks[student])
    assert earned(course, student) == {cell.cell: cell.points for cell in report.cells}


def test_without_the_kits_settings_wrong_work_earns_nothing_and_right_work_all(plain):
    course, _ = plain
    assert earned(course, "right") == {"linear": 4.0, "mean_squared_error": 4.0}
    assert earned(course, "wrong") == {"linear": 0.0, "mean_squared_error": 0.0}
    assert earned(course, "blank") == {"linear": 0.0, "mean_squared_error": 0.0}
    assert earned(course, "part")["linear"] == 2.4


@pytest.mark.parametrize(
    ("student", "fall_short"),
    [("right", ()), ("part", CELLS), ("wrong", CELLS), ("noisy", ()), ("blank", CELLS)],
)
def test_validate_names_the_cells_that_fail(plain, student, fall_short):
    course, notebooks = plain
    result = course.nbgrader("validate", str(notebooks[student]))
    assert ("Success! Your notebook passes all the tests." in result.stdout) == (not fall_short)
    for name in CELLS:
        assert (f'autograder.check("lab-1", "{name}")' in result.stdout) == (name in fall_short)


# A course with the kit's settings


def run(folder: Path, course, *arguments: str) -> str:
    """Run one of nbgrader's commands in a folder; returns its output."""
    done = launcher.run("nbgrader", arguments, cwd=folder, env=course.environment, umask=-1, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.slow
def test_every_command_works_from_the_release_to_the_students_feedback(tmp_path, toy_course):
    course = assignment_in(tmp_path / "course", toy_course)
    exchange, desk = tmp_path / "exchange", tmp_path / "desk"
    desk.mkdir()
    exchange.mkdir()
    exchange.chmod(0o777)  # nbgrader requires these permissions
    shared = f"c.Exchange.root = {str(exchange)!r}\nc.Exchange.cache = {str(tmp_path / 'cache')!r}\n"
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write(shared)
    (desk / "nbgrader_config.py").write_text(
        f"c = get_config()\n{shared}c.CourseDirectory.course_id = {course.root.name!r}\n"
    )
    released = course.root / "release" / "lab-1"
    build_release(load_assignment("lab-1", course.course), course.course)
    by_the_kit = tree(released)
    shutil.rmtree(released)

    run(course.root, course, "generate_assignment", "lab-1")
    assert tree(released) == by_the_kit
    assert any(name.startswith(f"{CHECKS}/lab-1/test_") for name in by_the_kit)
    run(course.root, course, "generate_assignment", "lab-1", "--force")
    assert tree(released) == by_the_kit

    run(course.root, course, "generate_solution", "lab-1")
    solution = nbformat.read(course.root / "solution" / "lab-1" / "lab-1.ipynb", as_version=4)
    text = nbformat.writes(solution)
    assert "One point for the squares." not in text
    assert "a hundred times as much" in text
    outputs = [output for cell in solution.cells if cell.cell_type == "code" for output in cell.outputs]
    assert not [output for output in outputs if output.output_type == "error"]

    run(course.root, course, "release_assignment", "lab-1")
    assert "lab-1" in run(desk, course, "list")
    run(desk, course, "fetch_assignment", "lab-1")
    assert tree(desk / "lab-1") == by_the_kit
    notebook = desk / "lab-1" / "lab-1.ipynb"
    assert "WILL NOT receive full" in " ".join(run(desk, course, "validate", str(notebook)).split())
    fill_in(notebook, notebook, RIGHT)
    assert "Success! Your notebook passes all the tests." in run(desk, course, "validate", str(notebook))

    run(desk, course, "submit", "lab-1")
    assert "lab-1" in run(course.root, course, "list", "--inbound")
    run(course.root, course, "collect", "lab-1")
    (handed_in,) = (course.root / "submitted").iterdir()
    archive = course.root / "downloaded" / "lab-1" / "archive"
    (archive / "cat").mkdir(parents=True)
    fill_in(notebook, archive / "cat" / "lab-1 (1).ipynb", RIGHT | NO_GRADIENT)
    fill_in(notebook, archive / "ann_lab-1.ipynb", RIGHT | WRONG)
    with zipfile.ZipFile(archive / "bob.zip", "w") as packed:
        packed.write(notebook, "lab-1/lab-1.ipynb")
        packed.write(notebook, "lab-1/.ipynb_checkpoints/lab-1-checkpoint.ipynb")
    run(course.root, course, "zip_collect", "lab-1")
    students = {path.parents[1].name for path in (course.root / "submitted").glob("*/lab-1/*.ipynb")}
    assert students == {handed_in.name, "ann", "bob", "cat"}

    run(course.root, course, "autograde", "lab-1")
    run(course.root, course, "generate_feedback", "lab-1")
    # nbgrader returns feedback only to submissions from the exchange, and stops at any other, which has no timestamp.
    run(course.root, course, "release_feedback", "lab-1", "--student", handed_in.name)
    run(desk, course, "fetch_feedback", "lab-1")
    (fetched,) = (desk / "lab-1" / "feedback").rglob("*.html")
    assert "One prediction for each example" in fetched.read_text()
    for page in [fetched, *(course.root / "feedback").rglob("*.html")]:
        assert "One point for the squares." not in page.read_text()

    run(course.root, course, "export", "--to", "all.csv")
    with (course.root / "all.csv").open() as file:
        scores = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    assert scores[handed_in.name] == scores["bob"] == 8.0
    assert scores["ann"] == 0.0
    assert 4.0 < scores["cat"] < 8.0


def test_generate_assignment_refuses_a_release_that_contains_a_solution(tmp_path, toy_course):
    course = assignment_in(tmp_path / "course", toy_course)
    (course.root / "source" / "lab-1" / "notes.txt").write_text("errors = linear(X, w, b) - y\n")
    result = course.nbgrader("generate_assignment", "lab-1")
    assert result.returncode == 1
    assert "not released: notes.txt, line 1: a line of the solution of mean_squared_error is in it" in result.stderr
    assert not (course.root / "release" / "lab-1").exists()


def test_an_assignment_without_checks_of_the_kit_is_released_by_nbgrader_and_not_graded(tmp_path, toy_course):
    course = assignment_in(tmp_path / "course", toy_course)
    notebook = nbformat.read(course.root / "source" / "lab-1" / "lab-1.ipynb", as_version=4)
    for cell in notebook.cells:
        cell.source = cell.source.replace("autograder.check(", "print(")
    for name in ("problem1", "problem2"):
        (course.root / "source" / "ps1").mkdir(exist_ok=True)
        nbformat.write(notebook, course.root / "source" / "ps1" / f"{name}.ipynb")
    result = course.nbgrader("generate_assignment", "ps1")
    assert result.returncode == 0, result.stderr
    released = course.root / "release" / "ps1"
    assert sorted(path.name for path in released.iterdir()) == ["problem1.ipynb", "problem2.ipynb"]
    shutil.copytree(released, course.root / "submitted" / "ann" / "ps1")
    result = course.nbgrader("autograde", "ps1")
    assert result.returncode == 1 and "ps1 was not graded: it has no checks of the kit" in result.stderr
    assert not (course.root / "autograded" / "ann").exists()
