"""Runs nbgrader's converters in this process: their settings, and their errors in one line.

Must not know what is converted or why.
"""

from __future__ import annotations

import contextlib
import logging
import os
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
# Messages of the system and of SQLite for faults that would stop every submission.
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
    """nbgrader's settings, read as its own command does: the user's (if ``personal``), then the course's.

    Raises
    ------
    UsageError
        A settings file cannot be loaded; the message names the file and the line.
    """
    config = Config()
    for folder in [*(reversed(jupyter_config_path()) if personal else ()), str(course.root)]:
        for loader in (JSONFileConfigLoader, PyFileConfigLoader):
            name = "nbgrader_config" + (".py" if loader is PyFileConfigLoader else ".json")
            if os.path.isfile(os.path.join(folder, name)):
                try:
                    config.merge(loader(name, path=folder).load_config())
                except (Exception, SystemExit) as error:  # a Python settings file may raise anything
                    raise _unusable(Path(folder) / name, error) from error
    return config


def _unusable(path: Path, error: BaseException) -> UsageError:
    line = getattr(error, "lineno", None)  # set for syntax errors in Python and JSON
    if line is None:
        frames = traceback.extract_tb(error.__traceback__)
        line = next((frame.lineno for frame in reversed(frames) if Path(frame.filename) == path), None)
    where = f"{path}, line {line}" if line else str(path)
    message = getattr(error, "msg", None) or " ".join(str(error).split())
    return UsageError(f"{where}: {type(error).__name__}: {message}: these are nbgrader's settings; fix them there")


def course_folders(course: Course, config: Config) -> CourseDirectory:
    """nbgrader's folders and database, as its settings name them.

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
    """A mixin for nbgrader's converters: convert the current assignment's notebooks of the students in ``students``.

    nbgrader itself finds notebooks by patterns; a student's name or the course's path may contain a pattern's characters.
    """

    students: tuple[str, ...] = ()
    coursedir: CourseDirectory
    assignments: dict[str, list[str]]
    notebooks: list[str]

    def init_notebooks(self) -> None:
        """List the notebooks by path, without patterns."""
        name = self.coursedir.assignment_id
        folders = [self._format_source(name, student) for student in self.students]  # type: ignore[attr-defined]
        self.notebooks = []
        self.assignments = {folder: [os.path.join(folder, f"{name}.ipynb")] for folder in folders}


class _Generate(ByName, GenerateAssignment):  # type: ignore[misc]
    students = (".",)


def generate(coursedir: CourseDirectory, config: Config, purpose: str) -> None:
    """Run nbgrader's GenerateAssignment with the plain exporter, whatever exporter the course sets.

    ``purpose`` completes "nbgrader could not ..." in the message of an error.
    """
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


class _LoggedErrors(logging.Handler):
    """Collects the errors that a converter logs: its exception only refers to the log."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


def run_converter(converter: Any, purpose: str, log: logging.Logger | None = None) -> None:
    """Run one of nbgrader's converters. Any error becomes one line: see `refusal`. Its messages go to ``log``, if given."""
    logged = _LoggedErrors()
    # Unregistered, so that a server's handlers do not print its messages.
    converter.log = logging.Logger("nbgrader", logging.ERROR if log is None else logging.NOTSET)
    converter.log.parent = log
    converter.log.addHandler(logged)
    try:
        with nbgrader_environment():
            converter.start()
    except Exception as error:
        # nbgrader logs the traceback of the fault and raises another error, which does not name it.
        traces = [line for line in logged.lines if line.startswith("Traceback")]
        raise refusal(f"nbgrader could not {purpose}", traces[-1] if traces else error) from error


@contextmanager
def nbgrader_environment() -> Iterator[None]:
    """A context in which nbgrader starts no program for a new gradebook, and prints no warnings."""
    # nbgrader logs database faults as well as raising them; without a handler, Python would print them to stderr.
    silence = logging.NullHandler()
    api.app_log.addHandler(silence)
    own, api.get_alembic_version = api.get_alembic_version, _newest_tables
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        api.get_alembic_version = own
        api.app_log.removeHandler(silence)


def _newest_tables() -> str:
    """The version of a new gradebook's tables. nbgrader would start the program ``alembic`` for it, which takes a second."""
    from alembic.config import Config as AlembicConfig
    from alembic.script import ScriptDirectory

    config = AlembicConfig()
    config.set_main_option("script_location", str(Path(api.__file__).parent / "alembic"))
    return ScriptDirectory.from_config(config).get_current_head() or ""


def dotted_name(preprocessor: Any) -> str:
    """The dotted name of a preprocessor that settings give as a class, an instance or text.

    Any preprocessor that runs notebooks is `EXECUTE`, including subclasses and other names.
    """
    kind = preprocessor
    if isinstance(preprocessor, str):
        with contextlib.suppress(Exception):  # a name that cannot be imported; nbgrader refuses it
            kind = import_item(preprocessor)
    elif not hasattr(preprocessor, "__qualname__"):
        kind = type(preprocessor)
    if isinstance(kind, type) and issubclass(kind, ExecutePreprocessor):  # nbgrader's Execute is derived from it
        return EXECUTE
    return preprocessor if isinstance(preprocessor, str) else f"{kind.__module__}.{kind.__qualname__}"


def refusal(what: str, error: object) -> BrokenError:
    """A one-line `GradebookError` from an exception or a traceback; a `BrokenError` if the fault stops every submission."""
    reason = _last_line(error)
    if any(words in str(error) for words in _OF_ALL):
        return BrokenError(f"{what}: {reason}: fix this and run again; nothing is lost")
    return GradebookError(f"{what}: {reason}")


def _last_line(error: object) -> str:
    said, _, _ = str(error).strip().partition("\n[SQL: ")  # SQLAlchemy ends with the statement and a link
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return lines[-1] if lines else type(error).__name__
