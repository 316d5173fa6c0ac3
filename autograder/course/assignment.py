"""Course folders and assignments: graded cells, points, files with checks, and settings.

Reads the instructor's notebook, which is trusted. Must not know submissions, rooms or reports.
"""

from __future__ import annotations

import hashlib
import math
import os
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from ..errors import AssignmentError, UsageError
from ..files import folder_digest
from .cells import CHECK, NOTEBOOK_ONLY, grade_id, is_check, is_manual, is_notebook_only, is_solution, nbgrader_metadata
from .settings import LateSettings, LeaderboardSettings

CONFIG = "nbgrader_config.py"


@dataclass(frozen=True)
class Course:
    """A course folder: it holds ``nbgrader_config.py`` and ``source/``."""

    root: Path

    @classmethod
    def find(cls, start: Path | None = None) -> Course:
        """The course folder that is or contains ``start`` (default: ``AUTOGRADER_COURSE``, else the current folder).

        ``AUTOGRADER_COURSE`` must name the course folder itself. Raises `UsageError` if there is none.
        """
        named = os.environ.get("AUTOGRADER_COURSE")
        if start is None and named:
            candidates: list[Path] = [Path(named).resolve()]
        else:
            here = (start or Path.cwd()).resolve()
            candidates = [here, *here.parents]
        for folder in candidates:
            if (folder / CONFIG).is_file() and (folder / "source").is_dir():
                return cls(folder)
        raise UsageError(
            f"no course folder: neither {candidates[0]} nor a folder above it holds {CONFIG} and source/; "
            "change into the course folder, or name it: --course FOLDER"
        )

    @property
    def suites(self) -> Path:
        """The folder that holds a folder of checks for each assignment."""
        return self.root / "autograder" / "suites"

    def assignments(self) -> list[str]:
        """Names of the assignments that have a source notebook, sorted."""
        return sorted(path.stem for path in (self.root / "source").glob("*/*.ipynb") if path.stem == path.parent.name)

    def suite(self, assignment: str) -> Path:
        """The folder of an assignment's checks."""
        return self.suites / assignment


@dataclass(frozen=True)
class Assignment:
    """One assignment. ``cells``: the instructor's notebook, with solutions; ``suite``: the folder of its checks.

    ``also_secret``: `secrets` of the course that it was copied from.
    """

    name: str
    suite: Path
    cells: tuple[NotebookNode, ...]
    path: Path
    also_secret: tuple[Path, ...] = ()

    @cached_property
    def solutions(self) -> dict[str, str]:
        """Name of each solution cell -> the instructor's source, in the notebook's order."""
        return {grade_id(cell) or "": cell.source for cell in self.cells if is_solution(cell) and not is_manual(cell)}

    @cached_property
    def points(self) -> dict[str, float]:
        """Name of each graded cell -> its points, in the notebook's order, without the cells graded by hand."""
        return {
            (grade_id(cell) or "").removeprefix(CHECK): float(nbgrader_metadata(cell).get("points", 0))
            for cell in self.cells
            if is_check(cell)
        }

    @cached_property
    def digest(self) -> bytes:
        """SHA-256 of the source notebook and the suite's files, as they are when it is first asked for."""
        return hashlib.sha256(self.path.read_bytes() + folder_digest(self.suite)).digest()

    @property
    def manual_points(self) -> float:
        return sum(float(nbgrader_metadata(cell).get("points", 0)) for cell in self.cells if is_manual(cell))

    @property
    def driver(self) -> str:
        """Source of the suite's ``driver.py``, which runs beside student code; empty if there is none."""
        path = self.suite / "driver.py"
        return path.read_text("utf-8") if path.is_file() else ""

    @property
    def secrets(self) -> tuple[Path, ...]:
        """Files and folders of the course that student code must not see. Some may not exist."""
        names = "source submitted autograded feedback release exchange gradebook.db nbgrader_config.py .autograder autograder"
        *_, root = self.path.parents[:3]  # fewer than three if the notebook's folder is near the top
        return (*(root / name for name in names.split()), *sorted(root.glob("gradebook.db?*")), *self.also_secret)

    @cached_property
    def settings(self) -> Mapping[str, Any]:
        """Content of ``suite.toml``, which students get as well; empty if there is none."""
        return _toml(self.suite / "suite.toml")

    @cached_property
    def bank(self) -> Mapping[str, Any]:
        """Settings of the samples (``samples/bank.toml``), which students do not get; empty if there is none."""
        return _toml(self.suite / "samples" / "bank.toml")

    @property
    def dataset(self) -> str | None:
        """Name of the data set that the suite asks for (``dataset``), or ``None``."""
        name = self.settings.get("dataset")
        return str(name) if name else None

    @cached_property
    def leaderboard(self) -> LeaderboardSettings | None:
        """The suite's leaderboard (``[leaderboard]``), or ``None``. Raises `AssignmentError` if it is malformed."""
        return LeaderboardSettings.read(self.settings, self.points, self.suite / "suite.toml")

    @cached_property
    def late(self) -> LateSettings | None:
        """What late work costs (``[late]``), or ``None``. Raises `AssignmentError` if the table is malformed."""
        return LateSettings.read(self.settings, self.suite / "suite.toml")

    @cached_property
    def stands_on(self) -> Mapping[str, tuple[str, ...]]:
        """Each check of the whole (a test cell without a solution cell, such as ``training``) -> the functions that it uses.

        These are the functions that the suite lists (``[stands_on]``), else all that come before it in the notebook.
        """
        stated = self.settings.get("stands_on", {})
        whole = [name for name in self.points if name not in self.solutions]
        return {cell: tuple(stated.get(cell, self.functions_before(cell))) for cell in whole}

    def functions_before(self, cell: str) -> list[str]:
        """The functions whose test cells come before that of ``cell``."""
        names = list(self.points)
        return [name for name in names[: names.index(cell)] if name in self.solutions]

    @property
    def slow(self) -> tuple[str, ...]:
        """Cells with slow checks (``slow``), which do not depend on other functions."""
        return tuple(map(str, self.settings.get("slow", ())))

    @property
    def demo(self) -> tuple[str, ...]:
        """Samples that the demo shows (``demo``), as ``function/name``."""
        return tuple(map(str, self.bank.get("demo", ())))

    def equivalent_mutants(self, function: str) -> tuple[str, ...]:
        """Names of a solution's mutants that an instructor has found to be right code (``[equivalent]``)."""
        return tuple(map(str, self.bank.get("equivalent", {}).get(function, ())))

    def check_files(self, *, hidden: bool = True) -> Iterator[tuple[str, Path]]:
        """Pairs of a cell's name and one of its test files: cells in the notebook's order, visible file before hidden file."""
        for name in self.points:
            for suffix in ("", "_hidden") if hidden else ("",):
                path = self.suite / f"test_{name}{suffix}.py"
                if path.is_file():
                    yield name, path


def _toml(path: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8")) if path.is_file() else {}
    except (OSError, ValueError) as error:
        raise AssignmentError(f"{path}: not readable as TOML: {error}") from error


def load_assignment(name: str, course: Course | None = None) -> Assignment:
    """Read an assignment of a course (default: the one found from the current folder).

    Raises
    ------
    AssignmentError
        There is no such assignment, or its notebook or suite is malformed. The text says what is wrong and where.
    UsageError
        There is no course.
    """
    course = course or Course.find()
    path = course.root / "source" / name / f"{name}.ipynb"
    if Path(name).name != name or not os.path.isfile(path):  # Path.is_file would raise for a name that is too long
        known = ", ".join(course.assignments()) or "none"
        raise AssignmentError(
            f"no assignment {name!r} in {course.root / 'source'}: there are {known} (NAME/NAME.ipynb, with cells check-...)"
        )
    try:
        notebook = nbformat.read(path, as_version=4)
    except Exception as error:
        raise AssignmentError(f"{path}: not a readable notebook: {error}") from error
    assignment = Assignment(name, course.suite(name), tuple(notebook.cells), path)
    _require_sound(assignment)
    _ = assignment.late  # a malformed table must not be found only after some of the class is graded
    return assignment


def load_assignments(course: Course, names: Collection[str] = ()) -> list[Assignment]:
    """Read the named assignments of a course; all of them if none is named.

    Raises
    ------
    UsageError
        The course has no assignment.
    AssignmentError
        As `load_assignment`.
    """
    names = names or course.assignments()
    if not names:
        raise UsageError(f"no assignment in {course.root / 'source'}")
    return [load_assignment(name, course) for name in names]


def _require_sound(assignment: Assignment) -> None:
    where = assignment.path
    ids = [name for name in map(grade_id, assignment.cells) if name is not None]
    twice = sorted({name for name in ids if ids.count(name) > 1})
    if twice:
        raise AssignmentError(f"{where}: grade_id used twice: {', '.join(twice)}")
    for cell in filter(lambda cell: is_check(cell) or is_manual(cell), assignment.cells):
        points = nbgrader_metadata(cell).get("points")
        if isinstance(points, bool) or not isinstance(points, int | float) or not 0 <= points < math.inf:
            raise AssignmentError(f"{where}: points of the cell {grade_id(cell)}: expected a number, got {points!r}")
    for name in assignment.solutions:
        if name not in assignment.points:
            raise AssignmentError(f"{where}: solution cell {name!r} has no test cell: expected grade_id {CHECK}{name}")
    if not assignment.points:
        raise AssignmentError(f"{where}: no cell is graded; a test cell has a grade_id {CHECK}NAME and points")
    if not assignment.suite.is_dir():
        raise AssignmentError(f"{where}: no checks: expected a folder {assignment.suite}")
    with_checks = {name for name, _ in assignment.check_files()}
    missing = [name for name in assignment.points if name not in with_checks]
    if missing:
        raise AssignmentError(f"{assignment.suite}: no test_{missing[0]}.py for the test cell {CHECK}{missing[0]}")
    _require_known_functions(assignment)
    for number, cell in enumerate(assignment.cells, 1):
        if cell.cell_type == "code" and grade_id(cell) is None and not is_notebook_only(cell):
            raise AssignmentError(
                f"{where}: code cell {number} is neither an nbgrader cell nor tagged {NOTEBOOK_ONLY}: "
                "the grader cannot tell it from a cell that a student added"
            )


def _require_known_functions(assignment: Assignment) -> None:
    """Refuse unknown names in ``[stands_on]``: a misspelt one would drop a dependency without a word."""
    where, stated = f"{assignment.suite / 'suite.toml'}: [stands_on]", assignment.settings.get("stands_on", {})
    whole = [name for name in assignment.points if name not in assignment.solutions]
    if not isinstance(stated, dict) or not stated.keys() <= set(whole):
        raise AssignmentError(f"{where}: expected test cells without a solution ({', '.join(whole)}), got {stated!r}")
    for cell, functions in stated.items():
        before = assignment.functions_before(cell)
        known = [name for name in before if isinstance(functions, list) and name in functions]
        if not known or len(known) != len(functions):
            raise AssignmentError(f"{where} {cell}: expected some of {', '.join(before)}, each once, got {functions!r}")
