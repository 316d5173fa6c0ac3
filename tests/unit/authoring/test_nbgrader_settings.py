"""Which of the kit's settings a course's nbgrader_config.py lacks, and what is added to it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from autograder.authoring import nbgrader_settings
from autograder.authoring.nbgrader_settings import add, lines_to_add, missing_settings
from autograder.authoring.scaffold import write_assignment
from autograder.cli import main
from autograder.course.assignment import Course
from autograder.doctor import _nbgrader
from autograder.gradebook.converters import EXECUTE, nbgrader_config

CHECKOUT = Path(__file__).resolve().parents[3]
GATE, GRADE = "autograder.nbgrader_plugin.Gate", "autograder.nbgrader_plugin.Grade"


@pytest.fixture(autouse=True)
def nobodys_own_settings(tmp_path, monkeypatch):
    monkeypatch.delenv("AUTOGRADER_COURSE", raising=False)
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "jupyter"))
    monkeypatch.setenv("JUPYTER_NO_CONFIG", "1")


@pytest.fixture
def course(tmp_path):
    """A course whose own configuration does not use the kit."""
    root = tmp_path / "own"
    (root / "source").mkdir(parents=True)
    configure(Course(root), "c.CourseDirectory.course_id = 'own'")
    return Course(root)


def configure(course, *lines):
    (course.root / "nbgrader_config.py").write_text("\n".join(["c = get_config()", *lines]))


def names(course):
    return [f"{setting.section}.{setting.name}" for setting in missing_settings(course)]


def test_the_kits_own_course_and_a_new_one_lack_nothing(tmp_path):
    assert names(Course(CHECKOUT)) == []
    assert names(write_assignment("lab-1", tmp_path / "new").course) == []


def test_added_lines_make_the_course_like_a_new_one(course, tmp_path):
    assert names(course)[:2] == ["Autograde.exporter_class", "Autograde.autograde_preprocessors"]
    add(course, missing_settings(course))
    assert names(course) == []
    added = nbgrader_config(course)
    assert added.CourseDirectory.course_id == "own"
    assert added.Autograde.exporter_class == GATE
    as_new = nbgrader_config(write_assignment("lab-1", tmp_path / "new").course)
    del added["CourseDirectory"], as_new["CourseDirectory"]
    assert added == as_new


def test_an_empty_configuration_can_be_completed(course):
    (course.root / "nbgrader_config.py").write_text("")
    add(course, missing_settings(course))
    assert names(course) == []


def test_only_what_is_missing_is_named(course):
    add(course, missing_settings(course))
    config = course.root / "nbgrader_config.py"
    config.write_text(config.read_text().replace("c.GenerateAssignment.exporter_class", "unused"))
    assert names(course) == ["GenerateAssignment.exporter_class"]
    assert lines_to_add(missing_settings(course)).count("\nc.") == 1


def test_values_of_the_courses_own_are_left_alone(course):
    configure(course, "c.Execute.timeout = 5", "c.FileNameCollectorPlugin.named_regexp = '(?P<student_id>.*)'")
    assert not {"Execute.timeout", "FileNameCollectorPlugin.named_regexp"} & set(names(course))


@pytest.mark.parametrize("place", ["append", "insert"])
def test_our_part_beside_nbgraders_execute_is_not_enough(course, place):
    call = f"append('{GRADE}')" if place == "append" else f"insert(0, '{GRADE}')"
    configure(course, f"c.Autograde.autograde_preprocessors.{call}")
    assert "Autograde.autograde_preprocessors" in names(course)


def test_a_part_that_was_appended_stands_behind_all_of_nbgraders_own(course):
    configure(course, "c.Autograde.autograde_preprocessors.append('our.Own')")
    add(course, missing_settings(course))
    named = nbgrader_config(course).Autograde.autograde_preprocessors
    assert "nbgrader.preprocessors.SaveAutoGrades" in named
    assert (named[0], named[-1]) == (GRADE, "our.Own") and EXECUTE not in named


@pytest.mark.parametrize("value", ["5", "'Grade'", "None"])
def test_a_value_that_is_no_list_counts_as_none(course, value):
    configure(course, f"c.Autograde.autograde_preprocessors = {value}")
    assert "Autograde.autograde_preprocessors" in names(course)
    assert lines_to_add(missing_settings(course)).count("SaveAutoGrades") == 1


@pytest.mark.parametrize(
    "execute",
    [repr(EXECUTE), "Execute", "Execute()", "'nbgrader.preprocessors.execute.Execute'", "type('Ours', (Execute,), {})"],
)
def test_a_list_of_the_courses_own_keeps_what_it_holds_but_execute(course, execute):
    own = "from nbgrader.preprocessors import Execute"
    configure(course, own, f"c.Autograde.autograde_preprocessors = [{execute}, 'our.Own', 'our.Other']")
    add(course, missing_settings(course))
    assert nbgrader_config(course).Autograde.autograde_preprocessors == [GRADE, "our.Own", "our.Other"]
    assert names(course) == []


def test_parts_named_as_classes_are_found(course):
    own = "from autograder.nbgrader_plugin import Gate, Grade"
    configure(course, own, "c.Autograde.exporter_class = Gate", "c.Autograde.autograde_preprocessors = [Grade]")
    assert not [name for name in names(course) if name.startswith("Autograde.")]


def test_another_exporter_is_not_taken_for_ours(course):
    configure(course, "c.Autograde.exporter_class = 'nbconvert.exporters.NotebookExporter'")
    assert "Autograde.exporter_class" in names(course)


# Commands that warn


def test_new_says_what_a_course_lacks_and_changes_nothing_unasked(course):
    before = (course.root / "nbgrader_config.py").read_text()
    result = CliRunner().invoke(main, ["--course", str(course.root), "new", "lab-9"])
    assert result.exit_code == 0, result.output
    assert lines_to_add(missing_settings(course)).strip() in result.stderr
    assert "run student code outside the sandbox" in result.stderr
    assert (course.root / "nbgrader_config.py").read_text() == before


@pytest.mark.parametrize("answer", ["y", "n", ""])
def test_new_offers_to_add_the_lines_at_a_terminal(course, monkeypatch, answer):
    monkeypatch.setattr("autograder.cli._asks", lambda: True)
    before = (course.root / "nbgrader_config.py").read_text()
    result = CliRunner().invoke(main, ["--course", str(course.root), "new", "lab-9"], input=f"{answer}\n")
    assert "Add them now?" in result.stderr
    assert names(course) == [] if answer == "y" else (course.root / "nbgrader_config.py").read_text() == before


def test_release_says_what_a_course_lacks(course):
    write_assignment("lab-9", course.root)
    result = CliRunner().invoke(main, ["--course", str(course.root), "release", "--no-verify", "lab-9"])
    assert result.exit_code == 0, result.output
    assert "c.Autograde.exporter_class" in result.stderr
    add(course, missing_settings(course))
    result = CliRunner().invoke(main, ["--course", str(course.root), "release", "--no-verify", "lab-9"])
    assert result.stderr == ""


def test_grade_says_what_a_course_lacks(course):
    write_assignment("lab-9", course.root)
    result = CliRunner().invoke(main, ["--course", str(course.root), "grade", "lab-9"])
    assert "c.Autograde.exporter_class" in result.stderr
    assert "no submissions" in result.stderr


def test_doctor_says_what_a_course_lacks(course):
    finding = _nbgrader(course)
    assert not finding.healthy and not finding.grave
    assert lines_to_add(missing_settings(course)) in finding.sentence
    add(course, missing_settings(course))
    assert _nbgrader(course).healthy


# The pattern for nbgrader zip_collect


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("ann_lab-1.ipynb", ("ann", "lab-1")),
        ("ann_b_lab-1.ipynb", ("ann_b", "lab-1")),
        ("ann/lab-1.ipynb", ("ann", "lab-1")),
        ("ann/lab-1 (2).ipynb", ("ann", "lab-1 (2)")),
        ("ann/lab-1/lab-1.ipynb", ("ann", "lab-1")),
        ("a_lab-1.ipynb_b/lab-1.ipynb", ("a_lab-1.ipynb_b", "lab-1")),
        ("lab-1.ipynb", None),
        ("ann_lab-2.ipynb", None),
        ("ann/.ipynb_checkpoints/lab-1-checkpoint.ipynb", None),
        ("ann/__MACOSX/._lab-1.ipynb", None),
        ("ann/plot.png", None),
        # Folders inside an archive cannot make it another student's.
        ("ann/downloaded/lab-1/extracted/bob/lab-1.ipynb", ("ann", "lab-1")),
    ],
)
def test_collected_files_belong_to_the_student_whose_archive_or_folder_they_are_in(path, expected):
    pattern = nbgrader_config(Course(CHECKOUT)).FileNameCollectorPlugin.named_regexp
    found = re.match(pattern, f"/srv/extracted/course/downloaded/lab-1/extracted/{path}")
    assert (None if found is None else (found["student_id"], found["file_id"])) == expected


def test_every_setting_of_the_template_is_known():
    assert {f"{each.section}.{each.name}" for each in nbgrader_settings._settings()} == {
        "Autograde.exporter_class",
        "Autograde.autograde_preprocessors",
        "GenerateAssignment.exporter_class",
        "HTMLExporter.preprocessors",
        "ClearMarkScheme.enforce_metadata",
        "Execute.timeout",
        "FileNameCollectorPlugin.named_regexp",
    }
