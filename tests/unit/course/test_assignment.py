"""Finding a course and reading its assignments: one line says what is wrong with an assignment, and where."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest

from autograder.course.assignment import Assignment, Course, load_assignment
from autograder.errors import AssignmentError, UsageError
from autograder.submission.notebook import parse_notebook
from autograder.submission.rebuild import read_submission, rebuild

v4 = nbformat.v4


@pytest.fixture
def course(make_tiny: Callable[..., Any]) -> Course:
    return Course(make_tiny().root)


@pytest.fixture(autouse=True)
def no_course_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AUTOGRADER_COURSE", raising=False)


def edit(course: Course, change: Callable[[list[Any]], None]) -> None:
    """Change the cells of the source notebook."""
    path = course.root / "source" / "tiny" / "tiny.ipynb"
    content = json.loads(path.read_text())
    change(content["cells"])
    path.write_text(json.dumps(content))


def cell(cells: list[Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(
        each["metadata"]["nbgrader"] for each in cells if each["metadata"].get("nbgrader", {}).get("grade_id") == name
    )
    return found


# The course


def test_a_course_is_found_from_a_folder_inside_it(course: Course) -> None:
    inside = course.root / "source" / "tiny"
    assert Course.find(inside) == course
    assert Course.find(course.root) == course


def test_the_current_folder_is_where_the_search_begins(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(course.root / "source")
    assert Course.find() == course


def test_a_course_named_in_the_environment_wins_over_the_current_folder(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AUTOGRADER_COURSE", str(course.root))
    assert Course.find() == course


def test_a_named_course_that_is_none_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUTOGRADER_COURSE", str(tmp_path))
    with pytest.raises(UsageError, match=re.escape(str(tmp_path))):
        Course.find()


def test_elsewhere_there_is_no_course_and_one_line_says_what_was_looked_for(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"neither .* holds nbgrader_config.py and source/"):
        Course.find(tmp_path)


def test_assignments_are_the_folders_whose_notebook_has_their_name(course: Course) -> None:
    for path in ("b/b.ipynb", "a/a.ipynb", "c/other.ipynb"):
        (course.root / "source" / path).parent.mkdir()
        (course.root / "source" / path).touch()
    assert course.assignments() == ["a", "b", "tiny"]


def test_a_suite_is_the_courses_own(course: Course) -> None:
    assert course.suite("tiny") == course.root / "autograder" / "suites" / "tiny"
    (course.root / "source" / "mlp-mnist").mkdir()
    shutil.copy(
        course.root / "source" / "tiny" / "tiny.ipynb", course.root / "source" / "mlp-mnist" / "mlp-mnist.ipynb"
    )
    with pytest.raises(AssignmentError, match=f"no checks: expected a folder {course.suites / 'mlp-mnist'}"):
        load_assignment("mlp-mnist", course)


# The assignment


def test_an_assignment_knows_its_functions_points_and_checks(tiny: Any) -> None:
    assignment: Assignment = tiny.assignment
    assert list(assignment.solutions) == ["relu", "double", "shift"]
    assert assignment.points == {"relu": 4, "double": 6, "shift": 5, "training": 7}
    assert assignment.manual_points == 3
    assert [(name, path.name) for name, path in assignment.check_files()] == [
        ("relu", "test_relu.py"),
        ("relu", "test_relu_hidden.py"),
        ("double", "test_double.py"),
        ("shift", "test_shift_hidden.py"),
        ("training", "test_training.py"),
    ]
    assert [path.name for _, path in assignment.check_files(hidden=False)] == [
        "test_relu.py",
        "test_double.py",
        "test_training.py",
    ]
    assert "def chain" in assignment.driver


def test_a_suite_without_a_driver_has_an_empty_one(make_tiny: Callable[..., Any]) -> None:
    assert make_tiny({"driver.py": None}).assignment.driver == ""


@pytest.mark.parametrize("name", ["nosuch", "../tiny", "", ".", "tiny/", "a" * 300, "ti\nny"])
def test_no_such_assignment_names_those_that_there_are(course: Course, name: str) -> None:
    with pytest.raises(AssignmentError, match="there are tiny"):
        load_assignment(name, course)


@pytest.mark.parametrize("text", ["", "no json", "[]", "{}", '{"cells": 5, "nbformat": 4, "nbformat_minor": 5}'])
def test_an_unreadable_source_notebook_is_named(course: Course, text: str) -> None:
    path = course.root / "source" / "tiny" / "tiny.ipynb"
    path.write_text(text)
    with pytest.raises(AssignmentError, match=re.escape(str(path))):
        load_assignment("tiny", course)


def drop(name: str) -> Callable[[list[Any]], None]:
    def change(cells: list[Any]) -> None:
        cells[:] = [each for each in cells if each["metadata"].get("nbgrader", {}).get("grade_id") != name]

    return change


def add_stray(cells: list[Any]) -> None:
    cells.append({**json.loads(json.dumps(cells[1])), "metadata": {}, "id": "stray"})


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda cells: cell(cells, "check-double").update(grade_id="check-relu"), "grade_id used twice: check-relu"),
        (drop("check-relu"), "solution cell 'relu' has no test cell: expected grade_id check-relu"),
        (lambda cells: cells.clear(), "no cell is graded"),
        (lambda cells: cell(cells, "check-training").update(grade_id="check-other"), "no test_other.py"),
        (
            lambda cells: cell(cells, "check-relu").update(points="four"),
            "points of the cell check-relu: expected a number",
        ),
        (lambda cells: cell(cells, "check-relu").update(points=-1), "points of the cell check-relu: expected a number"),
        (
            lambda cells: cell(cells, "check-relu").update(points=True),
            "points of the cell check-relu: expected a number",
        ),
        (lambda cells: cell(cells, "check-relu").pop("points"), "points of the cell check-relu: expected a number"),
        (lambda cells: cell(cells, "question").update(points=float("nan")), "points of the cell question"),
        (add_stray, "neither an nbgrader cell nor tagged notebook-only"),
    ],
)
def test_a_malformed_assignment_is_refused_in_one_line(
    course: Course, change: Callable[[list[Any]], None], words: str
) -> None:
    edit(course, change)
    with pytest.raises(AssignmentError) as error:
        load_assignment("tiny", course)
    assert words in str(error.value) and "\n" not in str(error.value)


def test_a_missing_suite_is_named(course: Course) -> None:
    folder = course.root / "autograder" / "suites" / "tiny"
    folder.rename(folder.with_name("elsewhere"))
    with pytest.raises(AssignmentError, match="no checks: expected a folder"):
        load_assignment("tiny", course)


def test_settings_that_are_no_toml_are_named(make_tiny: Callable[..., Any]) -> None:
    with pytest.raises(AssignmentError, match=r"suite\.toml: not readable as TOML"):
        make_tiny({"suite.toml": "dataset ="})


def test_a_check_of_the_whole_stands_on_what_the_suite_says_or_all_before_it(make_tiny: Callable[..., Any]) -> None:
    assert make_tiny().assignment.stands_on == {"training": ("relu", "double", "shift")}
    stated = make_tiny({"suite.toml": '[stands_on]\ntraining = ["shift", "relu"]'}).assignment
    assert stated.stands_on == {"training": ("shift", "relu")}


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        ('stands_on = "training"', "[stands_on]: expected test cells without a solution (training), got 'training'"),
        ('[stands_on]\nrelu = ["double"]', "[stands_on]: expected test cells without a solution (training)"),
        ('[stands_on]\ntraining = ["rleu"]', "training: expected some of relu, double, shift, each once, got ['rleu']"),
        ('[stands_on]\ntraining = ["relu", "relu"]', "each once, got ['relu', 'relu']"),
        ("[stands_on]\ntraining = []", "each once, got []"),
        ('[stands_on]\ntraining = "relu"', "each once, got 'relu'"),
        ("[stands_on]\ntraining = [1]", "each once, got [1]"),
    ],
)
def test_a_check_of_the_whole_that_stands_on_what_is_not_there_is_refused(
    make_tiny: Callable[..., Any], stated: str, words: str
) -> None:
    with pytest.raises(AssignmentError) as error:
        make_tiny({"suite.toml": stated})
    assert words in str(error.value)


def test_a_source_notebook_without_cell_ids_can_be_graded(course: Course, tiny: Any) -> None:
    path = course.root / "source" / "tiny" / "tiny.ipynb"
    content = json.loads(path.read_text())
    content["nbformat_minor"] = 4
    for each in content["cells"]:
        del each["id"]
    path.write_text(json.dumps(content))
    assignment = load_assignment("tiny", course)
    node = tiny.notebook()
    node.cells.insert(0, v4.new_code_cell("helper = 1"))
    parsed = parse_notebook(json.dumps(node).encode(), "x")
    rebuilt, _ = rebuild(assignment, parsed)
    nbformat.validate(rebuilt)
    assert [each.source for each in rebuilt.cells].count("helper = 1") == 1
    assert len({each.id for each in rebuilt.cells}) == len(rebuilt.cells)
    assert rebuild(assignment, parsed)[0] == rebuilt
    assert [step.name for step in read_submission(assignment, node).steps if step.kind == "solution"] == [
        "relu",
        "double",
        "shift",
    ]


def test_backups_of_the_gradebook_are_as_secret_as_the_gradebook(tiny: Any) -> None:
    backup = tiny.root / "gradebook.db.2026-11-29T10-15-00-123456"
    backup.write_bytes(b"")
    assert {backup, tiny.root / "gradebook.db"} <= set(tiny.assignment.secrets)
