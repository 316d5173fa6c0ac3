"""nbgrader's converters run in this process: with which settings, and what went wrong in one line.

Must not know what is converted or why.
"""

from __future__ import annotations

import logging
import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from jupyter_core.paths import jupyter_config_path
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.exc import SQLAlchemyError
from traitlets.config import Config
from traitlets.config.loader import JSONFileConfigLoader, PyFileConfigLoader

from .assignment import Course
from .errors import BrokenError, GradebookError

EXECUTE = "nbgrader.preprocessors.Execute"
PLAIN_EXPORTER = (
    "nbconvert.exporters.NotebookExporter"  # for the kit's own conversions, whatever a course's settings say
)


def nbgrader_config(course: Course, *, personal: bool = True) -> Config:
    """nbgrader's settings as its own command reads them: the user's (``personal``), then the course's."""
    config = Config()
    for folder in [*(reversed(jupyter_config_path()) if personal else ()), str(course.root)]:
        for loader in (JSONFileConfigLoader, PyFileConfigLoader):
            name = "nbgrader_config" + (".py" if loader is PyFileConfigLoader else ".json")
            if os.path.isfile(os.path.join(folder, name)):
                config.merge(loader(name, path=folder).load_config())
    return config


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
        traces = [line for line in complaints.lines if line.startswith("Traceback")]
        raise refusal(f"nbgrader could not {purpose}", traces[-1] if traces else error) from error


@contextmanager
def nbgrader_at_ease() -> Iterator[None]:
    """For the length of a block: the surroundings that nbgrader takes for granted, and none of its own warnings."""
    before = os.environ.get("PATH", os.defpath)
    # It starts alembic by name for a new gradebook: that stands beside this interpreter.
    os.environ["PATH"] = os.pathsep.join([os.path.dirname(sys.executable), before])
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        os.environ["PATH"] = before


def dotted_name(preprocessor: Any) -> str:
    """How a preprocessor is named in settings, whether it stands there as a class or as text."""
    if isinstance(preprocessor, str):
        return preprocessor
    name = f"{preprocessor.__module__}.{preprocessor.__qualname__}"
    return EXECUTE if name == "nbgrader.preprocessors.execute.Execute" else name


def refusal(what: str, error: object) -> BrokenError:
    """A `GradebookError` in one line from an exception or a traceback; of the whole run, where the disk is full."""
    reason = _last_line(error)
    if "No space left on device" in reason or "disk is full" in reason:
        return BrokenError(f"{what}: {reason}: free some space, and run again; nothing is lost")
    return GradebookError(f"{what}: {reason}")


def _last_line(error: object) -> str:
    lines = [line.strip() for line in str(error).strip().splitlines() if line.strip()]
    # SQLAlchemy ends with the statement and a link; what happened stands first.
    return lines[0] if isinstance(error, SQLAlchemyError) else lines[-1] if lines else type(error).__name__
