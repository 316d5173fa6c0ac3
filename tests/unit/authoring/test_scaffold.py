"""`autograder new` writes an assignment completely or not at all, and students get its visible checks."""

from __future__ import annotations

import json
import re
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner

from autograder.authoring import verification
from autograder.authoring.handout import handed_out
from autograder.authoring.release import build_release, release_is_stale
from autograder.authoring.scaffold import write_assignment
from autograder.checking import assertions
from autograder.cli import main
from autograder.course.assignment import Course, load_assignment
from autograder.course.samples import read_samples
from autograder.errors import AssignmentError, UsageError
from autograder.selfcheck import check_notebook

CHECKOUT = Path(__file__).resolve().parents[3]


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    monkeypatch.delenv("AUTOGRADER_COURSE", raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def lab(tmp_path):
    return load_assignment("lab-1", write_assignment("lab-1", tmp_path / "course").course)


def tree(folder):
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


# What is written


def test_an_empty_folder_becomes_a_course(tmp_path):
    (tmp_path / "My Course!").mkdir()
    (tmp_path / "My Course!" / ".git").mkdir()
    written = write_assignment("lab_1", tmp_path / "My Course!")
    root = tmp_path / "My Course!"
    assert written.course == Course(root)
    assert [str(path.relative_to(root)) for path in written.written] == [
        "nbgrader_config.py",
        "source/lab_1/lab_1.ipynb",
        "autograder/suites/lab_1",
    ]
    assert written.next_step == f"next: cd '{root}' && autograder verify lab_1"
    assert 'course_id = "My-Course"' in (root / "nbgrader_config.py").read_text()
    assert Course.find(root).assignments() == ["lab_1"]
    assert {path.name for path in root.iterdir()} == {".git", "nbgrader_config.py", "source", "autograder"}


def test_a_new_course_is_configured_like_the_one_that_comes_with_the_kit(tmp_path):
    write_assignment("lab-1", tmp_path / "course")

    def settings(root):
        return re.sub(r"course_id = .*", "", (root / "nbgrader_config.py").read_text())

    assert settings(tmp_path / "course") == settings(CHECKOUT)


def test_inside_a_course_it_is_added_to_it(tmp_path, monkeypatch):
    course = write_assignment("lab-1", tmp_path / "course").course
    before = (course.root / "nbgrader_config.py").read_bytes()
    monkeypatch.chdir(course.root / "source")
    written = write_assignment("lab-2")
    assert written.course == course
    assert written.next_step == "next: autograder verify lab-2"
    assert len(written.written) == 2
    assert course.assignments() == ["lab-1", "lab-2"]
    assert (course.root / "nbgrader_config.py").read_bytes() == before
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AUTOGRADER_COURSE", str(course.root))
    write_assignment("lab-3")
    assert course.assignments() == ["lab-1", "lab-2", "lab-3"]


def test_nothing_is_left_to_fill_in(lab):
    for path in (*lab.suite.rglob("*.*"), lab.path):
        assert "{{" not in path.read_text()
    assert "lab-1" in lab.path.read_text()
    notebook = nbformat.read(lab.path, as_version=4)
    nbformat.validate(notebook)
    assert notebook.metadata.autograder.assignment == "lab-1"


def test_the_assignment_has_all_that_one_needs(lab):
    assert list(lab.solutions) == ["linear", "mean_squared_error"]
    assert lab.points == {"linear": 4, "mean_squared_error": 4}
    assert lab.manual_points == 2
    assert [path.name for _, path in lab.check_files()] == [
        "test_linear.py",
        "test_linear_hidden.py",
        "test_mean_squared_error.py",
        "test_mean_squared_error_hidden.py",
    ]
    samples = read_samples(lab)
    for name in lab.solutions:
        assert sum(sample.right for sample in samples if sample.function == name) >= 4
        assert sum(not sample.right for sample in samples if sample.function == name) >= 8
    assert set(lab.demo) <= {f"{sample.function}/{sample.name}" for sample in samples}
    assert "__pycache__" not in str(tree(lab.suite))


def test_files_that_nothing_would_run_are_found(lab):
    assert verification._stray(lab) == ""
    (lab.suite / "samples/linear.py").rename(lab.suite / "samples/lineer.py")
    (lab.suite / "test_linear_hiden.py").touch()
    expected = "expected names of solution or test cells, got test_linear_hiden.py, samples/lineer.py"
    assert verification._stray(lab) == expected


# What is refused


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "-x", "_x", "a b", "ä", "a.b", "a\n", "a" * 65, "{{name}}"])
def test_names_that_are_none_are_refused_and_nothing_is_written(tmp_path, name):
    with pytest.raises(UsageError, match="letters, digits, '-' and '_'"):
        write_assignment(name, tmp_path / "course")
    assert not (tmp_path / "course").exists()


@pytest.mark.parametrize("taken", ["source/lab-2", "autograder/suites/lab-2"])
def test_nothing_is_overwritten(lab, taken):
    root = lab.path.parents[2]
    (root / taken).mkdir()
    before = tree(root)
    with pytest.raises(UsageError, match=f"{taken} is there already: nothing was written"):
        write_assignment("lab-2", root)
    assert tree(root) == before


def test_a_course_of_nbgraders_without_source_yet_is_a_course(tmp_path):
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n")
    written = write_assignment("lab-1", tmp_path)
    assert written.course == Course(tmp_path) and Course.find(tmp_path).assignments() == ["lab-1"]
    assert (tmp_path / "nbgrader_config.py").read_text() == "c = get_config()\n"


def test_without_a_course_nothing_is_written_not_even_to_the_kits_own(tmp_path):
    with pytest.raises(UsageError, match=r"no course folder: .*--course FOLDER"):
        write_assignment("lab-1")
    (tmp_path / "notes.txt").touch()
    with pytest.raises(UsageError, match=r"no course folder: .*--course FOLDER"):
        write_assignment("lab-1", tmp_path)
    with pytest.raises(UsageError, match=r"notes\.txt: not a folder"):
        write_assignment("lab-1", tmp_path / "notes.txt")
    assert tree(tmp_path) == {"notes.txt"}
    assert not (CHECKOUT / "source" / "lab-1").exists()


def test_the_command_prints_what_it_wrote_and_what_comes_next(tmp_path):
    done = CliRunner().invoke(main, ["new", "lab-1", "--course", "course"])
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        "course/nbgrader_config.py",
        "course/source/lab-1/lab-1.ipynb",
        "course/autograder/suites/lab-1",
    ]
    done = CliRunner().invoke(main, ["--course", "course", "new", "lab-2"])
    assert done.exit_code == 0
    assert done.stdout.startswith("course/source/lab-2/")
    assert CliRunner().invoke(main, ["new", "lab-2", "--course", "course"]).exit_code == 2


# What students get


def test_the_release_holds_the_visible_checks_and_what_they_import(lab):
    (lab.suite / "lab_oracle.py").write_text("from lab_numbers import SEVEN\n")
    (lab.suite / "lab_numbers.py").write_text("SEVEN = 7\n")
    (lab.suite / "lab_secret.py").write_text("ANSWER = 42\n")
    (lab.suite / "test_line_hiden.py").write_text("# a name that is none\n")
    visible = lab.suite / "test_linear.py"
    visible.write_text(visible.read_text() + "\nimport lab_oracle\n")
    course = Course(lab.path.parents[2])
    released = build_release(lab, course)
    assert tree(released) == {
        "lab-1.ipynb",
        *(f"checks/lab-1/{name}" for name in ("driver.py", "suite.toml", "lab_oracle.py", "lab_numbers.py")),
        *(f"checks/lab-1/{name}" for name in ("test_linear.py", "test_mean_squared_error.py")),
    }
    assert release_is_stale(lab, course) == []
    visible.write_text(visible.read_text() + "\n# changed\n")
    assert release_is_stale(lab, course) == ["checks/lab-1/test_linear.py differs"]
    build_release(lab, course)
    (released / "checks/lab-1/driver.py").unlink()
    (released / "checks/lab-1/lab_secret.py").write_text("ANSWER = 42\n")
    assert release_is_stale(lab, course) == [
        "checks/lab-1/driver.py is missing",
        "checks/lab-1/lab_secret.py is not in the source",
    ]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("import test_linear_hidden", "test_linear_hidden.py: hidden, but a file that students get imports it"),
        ("def f(:", "test_linear.py: not Python"),
    ],
)
def test_a_visible_check_that_cannot_be_handed_out_is_named(lab, text, complaint):
    (lab.suite / "test_linear.py").write_text(text)
    with pytest.raises(AssignmentError, match=complaint):
        handed_out(lab)


def test_a_hidden_check_named_in_a_visible_one_is_not_released(lab):
    path = lab.suite / "test_linear.py"
    path.write_text(path.read_text() + "\n# see test_arguments_unchanged\n")
    with pytest.raises(AssignmentError, match="the hidden check test_arguments_unchanged is in it"):
        build_release(lab, Course(lab.path.parents[2]))


def test_an_own_folder_of_that_name_beside_the_source_is_refused(lab):
    (lab.path.parent / "checks" / "lab-1").mkdir(parents=True)
    (lab.path.parent / "checks" / "lab-1" / "mine.txt").touch()
    with pytest.raises(AssignmentError, match="the release has a folder of that name: rename yours"):
        build_release(lab, Course(lab.path.parents[2]))


def handed_to_student(lab, folder):
    released = build_release(lab, Course(lab.path.parents[2]))
    released.rename(folder)
    notebook = nbformat.read(lab.path, as_version=4)
    nbformat.write(notebook, folder / "lab-1.ipynb")
    return folder


def test_a_student_checks_without_the_course(lab, tmp_path, monkeypatch):
    folder = handed_to_student(lab, tmp_path / "a student's folder")
    (folder / "lab-1.ipynb").rename(folder / "homework.ipynb")
    monkeypatch.chdir(folder)
    report = check_notebook(Path("homework.ipynb"))
    assert [(cell.cell, cell.points) for cell in report.cells] == [("linear", 4), ("mean_squared_error", 4)]
    assert not any(check.hidden for cell in report.cells for check in cell.checks)


def test_a_student_without_the_checks_is_told_what_is_missing(lab, tmp_path):
    folder = handed_to_student(lab, tmp_path / "student")
    (folder / "checks").rename(tmp_path / "forgotten")
    with pytest.raises(UsageError, match="The folder checks that was handed out with the notebook belongs beside it"):
        check_notebook(folder / "lab-1.ipynb")


def test_the_instructor_checks_the_source_with_the_courses_own_suite(lab):
    report = check_notebook(lab.path)
    assert report.score == 8


def test_checks_of_several_assignments_fit_into_one_folder(lab, tmp_path):
    course = Course(lab.path.parents[2])
    write_assignment("lab-2", course.root)
    folder = tmp_path / "student"
    for name in ("lab-1", "lab-2"):
        released = build_release(load_assignment(name, course), course)
        for path in (path for path in released.rglob("*") if path.is_file()):
            target = folder / path.relative_to(released)
            target.parent.mkdir(parents=True, exist_ok=True)
            path.rename(target)
    assert {path.name for path in (folder / "checks").iterdir()} == {"lab-1", "lab-2"}


def test_the_guide_names_only_what_there_is():
    guide = (CHECKOUT / "docs" / "adding-an-assignment.md").read_text()
    for verb in re.findall(r"autograder (\w+) lab-1", guide):
        assert verb in main.commands
    for name in ("as_array", "as_items", "expect_close", "expect_number", "expect_unchanged", "numeric_gradient"):
        assert name in guide and hasattr(assertions, name)
    assert len(guide.splitlines()) <= 120, "one page"


def test_the_metadata_are_as_the_guide_says(lab):
    guide = (CHECKOUT / "docs" / "adding-an-assignment.md").read_text()
    table = [json.loads("{" + row + "}") for row in re.findall(r'`("grade_id": "[^`]*)`', guide)]
    cells = {
        cell.metadata.nbgrader.grade_id: cell.metadata.nbgrader for cell in lab.cells if "nbgrader" in cell.metadata
    }
    for told, real in zip(table, (cells["linear"], cells["check-linear"]), strict=True):
        for key in told.keys() - {"grade_id", "points"}:
            assert real[key] == told[key]
        assert ("points" in told) == ("points" in real)
