"""nbgrader's converters run in this process: with which settings, and what went wrong in one line.

Must not know what is converted or why.
"""

from __future__ import annotations

import contextlib
import logging
import os
import sys
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jupyter_core.paths import jupyter_config_path
from nbconvert.preprocessors import ExecutePreprocessor
from nbgrader import api
from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from sqlalchemy import URL
from traitlets import TraitError
from traitlets.config import Config
from traitlets.config.loader import JSONFileConfigLoader, PyFileConfigLoader
from traitlets.utils.importstring import import_item

from ..course.assignment import Course
from ..errors import BrokenError, GradebookError, UsageError

EXECUTE = "nbgrader.preprocessors.Execute"
PLAIN_EXPORTER = (
    "nbconvert.exporters.NotebookExporter"  # for the kit's own conversions, whatever a course's settings say
)
# What befalls every submission alike, in the words of the system and of SQLite.
_OF_ALL = (
    "No space left on device",
    "disk is full",
    "Disk quota exceeded",
    "Read-only file system",
    "readonly database",
    "disk I/O error",
    "Too many open files",
    "unable to open database file",
)


def nbgrader_config(course: Course, *, personal: bool = True) -> Config:
    """nbgrader's settings as its own command reads them: the user's (``personal``), then the course's.

    Raises
    ------
    UsageError
        A file of settings cannot be read: says which, and the line.
    """
    config = Config()
    for folder in [*(reversed(jupyter_config_path()) if personal else ()), str(course.root)]:
        for loader in (JSONFileConfigLoader, PyFileConfigLoader):
            name = "nbgrader_config" + (".py" if loader is PyFileConfigLoader else ".json")
            if os.path.isfile(os.path.join(folder, name)):
                try:
                    config.merge(loader(name, path=folder).load_config())
                except (Exception, SystemExit) as error:  # it is a program, and may do anything
                    raise _unusable(Path(folder) / name, error) from error
    return config


def _unusable(path: Path, error: BaseException) -> UsageError:
    line = getattr(error, "lineno", None)  # of an error of syntax, in Python or JSON
    if line is None:
        frames = traceback.extract_tb(error.__traceback__)
        line = next((frame.lineno for frame in reversed(frames) if Path(frame.filename) == path), None)
    where = f"{path}, line {line}" if line else str(path)
    message = getattr(error, "msg", None) or " ".join(str(error).split())
    return UsageError(f"{where}: {type(error).__name__}: {message}: these are nbgrader's settings; mend them there")


def course_folders(course: Course, config: Config) -> CourseDirectory:
    """nbgrader's folders and database as its settings describe them.

    Raises
    ------
    UsageError
        A setting has a value that nbgrader refuses.
    """
    try:
        coursedir = CourseDirectory(config=config)
    except TraitError as error:
        raise UsageError(f"{course.root}: nbgrader's settings: {' '.join(str(error).split())}") from error
    coursedir.root = str(course.root)
    if not config.CourseDirectory.has_key("db_url"):
        path = URL.create("sqlite", database=str(course.root / "gradebook.db"), query={"timeout": "120"})
        coursedir.db_url = str(path)
    return coursedir


class ByName:
    """For nbgrader's converters: takes the notebooks of named students, of the one assignment that is set.

    nbgrader looks for them by patterns, which a student's name or the course's path may contain.
    """

    students: tuple[str, ...] = ()
    coursedir: CourseDirectory
    assignments: dict[str, list[str]]
    notebooks: list[str]

    def init_notebooks(self) -> None:
        """Name the notebooks outright."""
        name = self.coursedir.assignment_id
        folders = [self._format_source(name, student) for student in self.students]  # type: ignore[attr-defined]
        self.notebooks = []
        self.assignments = {folder: [os.path.join(folder, f"{name}.ipynb")] for folder in folders}


class _Generate(ByName, GenerateAssignment):  # type: ignore[misc]
    students = (".",)


def generate(coursedir: CourseDirectory, config: Config, purpose: str) -> None:
    """nbgrader's GenerateAssignment of one assignment, and no more: what a course's exporter would add is left to callers."""
    converter = _Generate(coursedir=coursedir, config=config)
    converter.exporter_class = PLAIN_EXPORTER
    run_converter(converter, purpose)


def changed_settings(coursedir: CourseDirectory, **changes: Any) -> CourseDirectory:
    """A copy of nbgrader's folder settings with some of them changed."""
    values = {name: getattr(coursedir, name) for name in coursedir.trait_names(config=True)}
    copy = CourseDirectory()
    for name, value in {**values, **changes}.items():
        setattr(copy, name, value)
    return copy


class _Complaints(logging.Handler):
    """The errors that a converter logs: its exception says no more than "see above"."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


def run_converter(converter: Any, purpose: str) -> None:
    """Run one of nbgrader's converters, in silence. Whatever it raises becomes one line: see `refusal`."""
    complaints = _Complaints()
    converter.log = logging.Logger("nbgrader")  # known to nobody else, least of all to a server that logs everything
    converter.log.addHandler(complaints)
    try:
        with nbgrader_at_ease():
            converter.start()
    except Exception as error:
        # nbgrader logs what went wrong and raises another error: the traceback in its log alone says what it was.
        traces = [line for line in complaints.lines if line.startswith("Traceback")]
        raise refusal(f"nbgrader could not {purpose}", traces[-1] if traces else error) from error


@contextmanager
def nbgrader_at_ease() -> Iterator[None]:
    """For the length of a block: the surroundings that nbgrader takes for granted, and none of its own warnings."""
    before = os.environ.get("PATH", os.defpath)
    # It starts alembic by name for a new gradebook: that stands beside this interpreter.
    os.environ["PATH"] = os.pathsep.join([os.path.dirname(sys.executable), before])
    # Faults of the database are raised, and logged besides: for a server's log, not for a terminal that nobody has set up.
    silence = logging.NullHandler()
    api.app_log.addHandler(silence)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        api.app_log.removeHandler(silence)
        os.environ["PATH"] = before


def dotted_name(preprocessor: Any) -> str:
    """How a preprocessor is named in settings, whether it stands there as a class, an instance or as text.

    Whatever runs notebooks, by whichever of its names or as a class derived from it, is `EXECUTE`.
    """
    kind = preprocessor
    if isinstance(preprocessor, str):
        with contextlib.suppress(Exception):  # a name of nothing, which nbgrader refuses
            kind = import_item(preprocessor)
    elif not hasattr(preprocessor, "__qualname__"):
        kind = type(preprocessor)
    if isinstance(kind, type) and issubclass(kind, ExecutePreprocessor):  # nbgrader's Execute is derived from it
        return EXECUTE
    return preprocessor if isinstance(preprocessor, str) else f"{kind.__module__}.{kind.__qualname__}"


def refusal(what: str, error: object) -> BrokenError:
    """A `GradebookError` in one line from an exception or a traceback; of the whole run, where the disk is full."""
    reason = _last_line(error)
    if any(words in str(error) for words in _OF_ALL):
        return BrokenError(f"{what}: {reason}: mend that, and run again; nothing is lost")
    return GradebookError(f"{what}: {reason}")


def _last_line(error: object) -> str:
    said, _, _ = str(error).strip().partition("\n[SQL: ")  # SQLAlchemy ends with the statement and a link
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return lines[-1] if lines else type(error).__name__
