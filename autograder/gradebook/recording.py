"""nbgrader's Autograde for one staged submission: one pass over the notebook, one connection and one transaction.

By itself, nbgrader converts each notebook twice, from file to file, validates it after each of twelve steps, opens the
gradebook eleven times, and commits after every cell. Here its own steps run one after another in memory, use one open
gradebook, and are committed together. The rows and files are the same. Where the settings name code of the course's own,
nbgrader's way is kept, because such code may use the gradebook and the files between the steps.

Must not know how grading is done or how many submissions there are.
"""

from __future__ import annotations

import functools
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from nbformat import NotebookNode
from nbgrader import api
from nbgrader.converters import Autograde, autograde
from nbgrader.nbgraderformat import MetadataValidator
from nbgrader.plugins import LateSubmissionPlugin
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    latesubmissions,
    overwritecells,
    overwritekernelspec,
    saveautogrades,
)
from nbgrader.utils import setenv
from sqlalchemy.orm import Session, scoped_session, sessionmaker
from traitlets.utils.importstring import import_item

from .converters import EXECUTE, ByName, dotted_name
from .late import LateRule

GRADE = "autograder.nbgrader_plugin.Grade"
_OURS = ("nbgrader.preprocessors.", "nbconvert.preprocessors.", GRADE)
_OPEN_A_GRADEBOOK = (autograde, overwritecells, overwritekernelspec, saveautogrades, latesubmissions)
_OPENING = threading.RLock()  # one thread at a time replaces what these modules open


class StagedAutograde(ByName, Autograde):  # type: ignore[misc]
    """nbgrader's Autograde for named students in a staging folder. It uses the course's settings for ``Autograde``."""

    autograde_preprocessors: list[Any]

    def never_execute(self) -> None:
        """Insert our outputs instead of running student code, whatever the settings say."""
        configured = map(dotted_name, self.autograde_preprocessors)
        self.autograde_preprocessors = [GRADE, *(name for name in configured if name not in (GRADE, EXECUTE))]

    @property
    def runs_own_code(self) -> bool:
        """Whether the settings name hooks, preprocessors or a rule for late submissions of the course's own."""
        if self.pre_convert_hook or self.post_convert_hook:
            return True
        steps = (*self.sanitize_preprocessors, *self.autograde_preprocessors)
        try:
            rule = AssignLatePenalties(parent=self).plugin_class
            return rule not in (LateSubmissionPlugin, LateRule) or not all(
                _full_name(step).startswith(_OURS) for step in steps
            )
        except Exception:  # a name that cannot be imported; nbgrader refuses it
            return True

    def convert_single_notebook(self, notebook_filename: str) -> None:
        """Apply nbgrader's steps for sanitizing and for grading in memory, and write the notebook once."""
        if self.runs_own_code:
            super().convert_single_notebook(notebook_filename)
            return
        self.exporter.optimistic_validation = True  # only the result of all steps is validated
        self.exporter._preprocessors = []
        for step in (*self.sanitize_preprocessors, *self.autograde_preprocessors):
            checks_metadata = _full_name(step) == _full_name(CheckCellMetadata)
            self.exporter.register_preprocessor(CheckMetadata if checks_metadata else step)
        resources = self.init_single_notebook_resources(notebook_filename)
        with setenv(NBGRADER_EXECUTION="autograde"):
            self.write_single_notebook(*self.exporter.from_filename(notebook_filename, resources=resources))


def _full_name(step: Any) -> str:
    """The full name of the class of a preprocessor that settings give as a class, an instance or text."""
    if isinstance(step, str) and step != GRADE:
        step = import_item(step)
    kind = step if isinstance(step, type | str) else type(step)
    return kind if isinstance(kind, str) else f"{kind.__module__}.{kind.__qualname__}"


class CheckMetadata(CheckCellMetadata):  # type: ignore[misc]
    """nbgrader's check of the cells' metadata. Metadata that it has accepted once in this process are accepted again."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Check the notebook. Raises nbgrader's error for metadata that it refuses."""
        _validator().validate_nb(nb)
        return nb, resources


class _Validator(MetadataValidator):  # type: ignore[misc]
    def validate_cell(self, cell: NotebookNode) -> None:
        if "nbgrader" in cell.metadata:
            _require_sound(cell.cell_type, json.dumps(cell.metadata["nbgrader"], sort_keys=True))


@functools.cache
def _validator() -> _Validator:
    return _Validator()


@functools.lru_cache(maxsize=4096)
def _require_sound(cell_type: str, metadata: str) -> None:
    # jsonschema checks nbgrader's schema itself for every cell, which takes longer than all the rest of a recording.
    cell = NotebookNode(cell_type=cell_type, source="", metadata=NotebookNode(nbgrader=json.loads(metadata)))
    MetadataValidator.validate_cell(_validator(), cell)


@contextmanager
def transaction(book: api.Gradebook) -> Iterator[api.Gradebook]:
    """A context in which nbgrader's Autograde and its preprocessors use one gradebook, committed at the end or not at all.

    Yields that gradebook. Writers of other processes wait until the end.
    """
    shared = _Transaction(book)
    try:
        if book.engine.dialect.name == "sqlite":
            # Begin before reading, so that nothing changes between reading and writing.
            shared.db.connection().exec_driver_sql("BEGIN IMMEDIATE")
        with _opened_by_nbgrader(shared):
            yield shared
        Session.commit(shared.db())
    finally:
        shared.db.remove()


@contextmanager
def _opened_by_nbgrader(book: api.Gradebook) -> Iterator[None]:
    with _OPENING:
        for module in _OPEN_A_GRADEBOOK:
            module.Gradebook = lambda *settings: book
        try:
            yield
        finally:
            for module in _OPEN_A_GRADEBOOK:
                module.Gradebook = api.Gradebook


class _Uncommitted(Session):
    """A session whose commits wait for the end of the transaction."""

    def commit(self) -> None:
        """Do nothing: changes are written before the next query, or when nbgrader closes the gradebook."""


class _Transaction(api.Gradebook):  # type: ignore[misc]
    """An open gradebook in one transaction. It finds a submission's cells by one query for all, instead of one for each."""

    def __init__(self, book: api.Gradebook) -> None:
        # Not nbgrader's own, which makes an engine, looks for every table and for the course.
        self.engine, self.course_id, self.authenticator = book.engine, book.course_id, book.authenticator
        self.db = scoped_session(sessionmaker(class_=_Uncommitted, bind=book.engine))
        self._found: dict[tuple[Any, ...], dict[str, Any]] = {}

    def close(self) -> None:
        """Write the changes and forget all objects, as if the gradebook were opened anew next time."""
        self.db.flush()
        self.db.expunge_all()
        self._found.clear()

    def find_source_cell(self, name: str, notebook: str, assignment: str) -> api.SourceCell:
        found = self._cells(api.SourceCell, notebook, assignment).get(name)
        return found or super().find_source_cell(name, notebook, assignment)

    def find_graded_cell(self, name: str, notebook: str, assignment: str) -> api.GradeCell | api.TaskCell:
        found = self._cells(api.GradeCell, notebook, assignment).get(name)
        return found or super().find_graded_cell(name, notebook, assignment)

    def find_grade(self, grade_cell: str, notebook: str, assignment: str, student: str) -> api.Grade:
        found = self._rows(api.Grade, api.GradeCell, notebook, assignment, student).get(grade_cell)
        return found or super().find_grade(grade_cell, notebook, assignment, student)

    def find_comment(self, solution_cell: str, notebook: str, assignment: str, student: str) -> api.Comment:
        found = self._rows(api.Comment, api.SolutionCell, notebook, assignment, student).get(solution_cell)
        return found or super().find_comment(solution_cell, notebook, assignment, student)

    def _cells(self, kind: Any, notebook: str, assignment: str) -> dict[str, Any]:
        """The cells of a kind in a notebook, by name."""
        key = (kind, notebook, assignment)
        if key not in self._found:
            cells = (
                self.db.query(kind)
                .join(api.Notebook, api.Notebook.id == kind.notebook_id)
                .join(api.Assignment, api.Assignment.id == api.Notebook.assignment_id)
                .filter(api.Notebook.name == notebook, api.Assignment.name == assignment)
            )
            self._found[key] = {cell.name: cell for cell in cells}
        return self._found[key]

    def _rows(self, row: Any, kind: Any, notebook: str, assignment: str, student: str) -> dict[str, Any]:
        """A student's grades or comments of a notebook, by the name of their cell."""
        key = (row, notebook, assignment, student)
        if key not in self._found:
            cells = {cell.id: name for name, cell in self._cells(kind, notebook, assignment).items()}
            own = self.find_submission_notebook(notebook, assignment, student)
            # By cell and notebook, as the table's index has them: the notebook alone would read the rows of all students.
            rows = self.db.query(row).filter(row.cell_id.in_(cells), row.notebook_id == own.id)
            self._found[key] = {cells[each.cell_id]: each for each in rows}
        return self._found[key]
