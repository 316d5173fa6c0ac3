"""The adapter for nbgrader: its commands, Python API and formgrader buttons grade with the kit.

``nbgrader_config.py`` names three classes. `Gate` is the exporter of nbgrader's Autograde. nbgrader creates it once per run,
after finding the submissions and before changing the gradebook or ``autograded/``. `Gate` grades all of them, in separate
processes, so that a long-running server uses the kit's files as they are now. It writes the graded ones to a staging folder
and makes nbgrader convert these; submissions without a grade are named and left unchanged. `Grade` replaces nbgrader's
Execute: it inserts each cell's graded outputs. As the exporter of GenerateAssignment, `Gate` completes each release.
`MarkScheme` shows the instructor's answers in formgrader.

Owns these hooks into nbgrader. Must not know how grading is done: only outcomes and staged files.
"""

from __future__ import annotations

import contextlib
import fnmatch
import glob
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell
from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import determine_grade, is_grade, is_solution, parse_utc

from .authoring.release import complete_release
from .batch.job import Options
from .batch.run import Outcome, graded, open_engine
from .course.assignment import Assignment, Course, load_assignment
from .course.cells import grade_id, is_manual
from .course.state import STATE
from .errors import AutograderError, GradebookError
from .gpu.device import default_device
from .gradebook.book import CourseGradebook
from .gradebook.late import with_rule
from .gradebook.recording import StagedAutograde
from .gradebook.staging import Staging, open_staging
from .gradebook.versions import prepare, register
from .plaintext import printable
from .submission.folders import SubmissionFolder

_FOR_GRADERS = "**For graders: the instructor's answer, and the mark scheme.** The student's answer stands below it."
_SCHEME = re.compile(r"=+ BEGIN MARK SCHEME =+")
_MARKER = re.compile(r".*(BEGIN|END) (SOLUTION|MARK SCHEME).*\n?")


class Gate(NotebookExporter):
    """nbgrader's notebook exporter. When Autograde creates it, it first grades the submissions of the run.

    When GenerateAssignment creates it, it makes the release equal to that of ``autograder release``.
    """

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)  # type: ignore[no-untyped-call]
        if isinstance(self.parent, Autograde) and not isinstance(self.parent, StagedAutograde):
            try:
                _take_over(self.parent)
            except AutograderError as error:
                self.parent.log.error("%s", error)
                raise NbGraderException(str(error)) from error
        if isinstance(self.parent, GenerateAssignment):
            _complete_releases(self.parent)


class Grade(NbGraderPreprocessor):  # type: ignore[misc]
    """Inserts the staged outputs of grading into every cell; each test cell gets exactly one result, its points."""

    def preprocess(self, notebook: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Insert the outputs. Raises `GradebookError` for a test cell without one result: nbgrader would give full points."""
        outputs = _staging(self.parent.parent).outputs(resources["nbgrader"]["student"])
        for cell in notebook.cells:
            if cell.cell_type != "code":
                continue
            name = grade_id(cell) or ""
            cell.execution_count = None
            cell.outputs = [nbformat.from_dict(output) for output in outputs.get(name, [])]
            if is_grade(cell) and not is_solution(cell):
                kinds = [output.output_type for output in cell.outputs]
                if kinds != ["execute_result"]:
                    raise GradebookError(f"{name}: expected one result, got {kinds or 'none'}")
                determine_grade(cell, self.log)
        return notebook, resources


class MarkScheme(NbGraderPreprocessor):  # type: ignore[misc]
    """Shows the instructor's answer and mark scheme above each answer that a person grades, on formgrader's pages only.

    They are read from ``source/`` each time, and are never written to a file that a student may get.
    """

    def preprocess(self, notebook: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Insert them if the page is formgrader's; nbgrader also calls this for students' feedback."""
        if "submission_id" in resources:
            answers = self._answers(resources["assignment_id"])
            notebook.cells = [
                each for cell in notebook.cells for each in (*answers.get(grade_id(cell) or "", ()), cell)
            ]
        return notebook, resources

    def _answers(self, name: str) -> dict[str, list[NotebookNode]]:
        """By the grade_id of each answer, the cells to show above it. Task cells are left out: they contain their scheme."""
        try:
            assignment = load_assignment(name, Course(Path(CourseDirectory(parent=self).root).resolve()))
        except AutograderError as error:
            self.log.error("%s", error)
            return {}
        return {
            grade_id(cell) or "": [new_markdown_cell(_FOR_GRADERS), _without_markers(cell)]
            for cell in assignment.cells
            if is_manual(cell) and is_solution(cell)
        }


def _without_markers(cell: NotebookNode) -> NotebookNode:
    """A copy of a source cell for a person to read, without nbgrader's markers and metadata."""
    source = _MARKER.sub("", _SCHEME.sub("Mark scheme:\n", cell.source))
    make: Callable[..., NotebookNode] = new_code_cell if cell.cell_type == "code" else new_markdown_cell
    shown = make(source)
    if "attachments" in cell:
        shown.attachments = cell.attachments
    return shown


def _complete_releases(converter: GenerateAssignment) -> None:
    """Make the converter complete each notebook that it writes, or refuse the assignment."""
    convert = converter.convert_single_notebook

    def convert_and_complete(notebook: str) -> None:
        coursedir = converter.coursedir
        course = Course(Path(coursedir.root).resolve())
        if not _is_ours(course, coursedir.assignment_id):
            convert(notebook)
            return
        try:
            assignment = load_assignment(coursedir.assignment_id, course)
            if not converter.no_database:
                for sentence in prepare(CourseGradebook(course, coursedir, converter.config), assignment):
                    converter.log.warning("%s", sentence)
            convert(notebook)
            complete_release(assignment, Path(converter._format_dest(assignment.name, coursedir.student_id)))
        except AutograderError as error:
            converter.log.error("%s", error)
            raise NbGraderException(str(error)) from error  # nbgrader removes the folder, and names the assignment

    converter.convert_single_notebook = convert_and_complete


def _is_ours(course: Course, name: str) -> bool:
    """Whether the kit grades an assignment: it has a suite, or a notebook that calls ``autograder.check``."""
    if course.suite(name).is_dir():
        return True
    notebooks = (course.root / "source" / name).glob("*.ipynb")
    return any("autograder.check(" in path.read_text("utf-8", "replace") for path in notebooks)


def _staging(converter: Autograde) -> Staging:
    """The staging folder that a converter reads. Raises `GradebookError` if it reads ``submitted/`` itself."""
    step = Path(converter.coursedir.submitted_directory)
    if step.parts[:2] != (STATE, "staging"):
        raise GradebookError(
            "submissions were not graded: nbgrader_config.py must also say "
            'c.Autograde.exporter_class = "autograder.nbgrader_plugin.Gate"'
        )
    return Staging(Course(Path(converter.coursedir.root)), step.parts[2])


def _take_over(converter: Autograde) -> None:
    """Grade the run's submissions, and make the converter read the staged ones."""
    coursedir, log = converter.coursedir, converter.log
    course = Course(Path(coursedir.root).resolve())
    if not _is_ours(course, coursedir.assignment_id):
        raise GradebookError(
            f"{coursedir.assignment_id} was not graded: it has no checks of the kit, and nbgrader_config.py hands all grading "
            "of this course to the kit. To grade an assignment with nbgrader alone, put it into a course with other settings"
        )
    assignment = load_assignment(coursedir.assignment_id, course)
    if not fnmatch.fnmatch(assignment.name, coursedir.notebook_id):
        raise GradebookError(
            f"{assignment.name} has one notebook, {assignment.name}.ipynb: none matches {coursedir.notebook_id}"
        )
    gradebook = CourseGradebook(course, coursedir, with_rule(converter.config, course))
    for sentence in register(gradebook, assignment):
        log.warning("%s", sentence)
    folders = _folders(converter, assignment)
    resources = contextlib.ExitStack()
    staging = resources.enter_context(open_staging(course))
    outcomes: list[Outcome] = []
    options = Options(device=default_device(), scheduler=os.environ.get("AUTOGRADER_SCHEDULER", ""))
    try:
        with open_engine(options) as engine:
            machine = engine.machine(options, assignment.dataset)
            for outcome in graded(assignment, folders, staging, options, engine, machine):
                outcomes.append(outcome)
                _say(log, outcome, f"{len(outcomes)} of {len(folders)}")
    except BaseException:
        resources.close()
        raise
    facts = {outcome.student: outcome.facts for outcome in outcomes if outcome.facts is not None}
    refused = sorted(outcome.name for outcome in outcomes if outcome.facts is None)

    def record_all() -> None:
        failed = list(refused)
        with resources:
            for student, recorded in sorted(facts.items()):
                try:
                    gradebook.record(assignment, student, staging, recorded, like=converter)
                except GradebookError as error:
                    log.error("%s", error)
                    failed.append(printable(student))
                except AutograderError as error:
                    log.error("%s", error)
                    raise NbGraderException(str(error)) from error
                staging.clear(student)
        if failed:
            message = f"not graded, and left as they were: {', '.join(failed)}"
            log.error("%s", message)
            raise NbGraderException(message)

    # nbgrader ignores errors of its own hooks, so this wraps its loop instead.
    converter.convert_notebooks = record_all


def _folders(converter: Autograde, assignment: Assignment) -> list[SubmissionFolder]:
    """The submissions that nbgrader would convert: not excluded, and either new or forced."""
    pattern = converter._format_source("(?P<assignment_id>.*)", "(?P<student_id>.*)", escape=True)
    excluded = converter.coursedir.student_id_exclude.split(",")
    folders = []
    # nbgrader's own list lacks folders whose names are glob patterns, and folders without a notebook.
    for path in sorted(glob.glob(converter._format_source(assignment.name, converter.coursedir.student_id))):
        found = re.fullmatch(pattern, path, re.DOTALL)
        if found is None or found["student_id"] in excluded:
            continue
        folder = SubmissionFolder(found["student_id"], Path(path))
        if converter.force or not _is_done(converter, assignment, folder):
            folders.append(folder)
        else:
            converter.log.info("Skipping existing assignment: %s", path)
    return folders


def _is_done(converter: Autograde, assignment: Assignment, folder: SubmissionFolder) -> bool:
    """Whether nbgrader's rule skips the submission: an autograded copy exists, and the submission is not newer."""
    destination = Path(converter._format_dest(assignment.name, folder.student))
    if not os.path.exists(destination):
        return False
    times = [copy.timestamp() for copy in (folder, SubmissionFolder(folder.student, destination))]
    return None in times or not parse_utc(times[0]) > parse_utc(times[1])


def _say(log: Any, outcome: Outcome, count: str) -> None:
    if outcome.facts is None:
        log.error("%s: not graded (%s): %s", outcome.name, outcome.state, printable(outcome.message))
        return
    log.info("%s: %s of %s points (%s)", outcome.name, outcome.facts.score, outcome.facts.max_score, count)
    for note in outcome.notes:
        log.warning("%s: %s", outcome.name, note)
