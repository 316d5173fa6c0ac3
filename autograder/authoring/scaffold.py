"""A new assignment to start from: a notebook, a suite and samples that pass `verify` as they are.

Owns what is written and where. What it writes stands in ``new/``; must not know how anything is graded.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from ..course.assignment import CONFIG, Course
from ..errors import UsageError
from ..files import PACKAGE

_TEMPLATES = PACKAGE / "authoring" / "new"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
# The wheel leaves out what ends in _hidden.py, wherever it lies.
_HIDDEN = "_withheld.py"


@dataclass(frozen=True)
class Scaffold:
    """What was written: the course's configuration where it is new, the notebook, and the folder of its suite."""

    name: str
    course: Course
    written: tuple[Path, ...]

    @property
    def next_step(self) -> str:
        """A sentence for the command line."""
        here = Path.cwd().is_relative_to(self.course.root)
        return f"next: {'' if here else f'cd {shlex.quote(str(self.course.root))} && '}autograder verify {self.name}"


def write_assignment(name: str, folder: Path | None = None) -> Scaffold:
    """Write a new assignment, whole or not at all.

    Parameters
    ----------
    name : str
        Letters, digits, ``-`` and ``_``.
    folder : Path, optional
        The course folder or one in it (default: the current folder). Where it is given, and empty or not there yet, it
        becomes a course.

    Raises
    ------
    UsageError
        The name is none, or taken; or there is no course.
    """
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"{name!r} cannot be an assignment's name: expected at most 64 letters, digits, '-' and '_', "
            "the first a letter or a digit"
        )
    course, begun = _course(folder)
    source, suite = course.root / "source" / name, course.suite(name)
    for taken in (source, suite):
        if os.path.lexists(taken):
            raise UsageError(f"{taken} is there already: nothing was written; choose another name")
    course.root.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=course.root, prefix=".new-") as work:
        fresh = Path(work)
        (fresh / "source").mkdir()
        notebook = (_TEMPLATES / "notebook.ipynb").read_text("utf-8").replace("{{name}}", name)
        (fresh / "source" / f"{name}.ipynb").write_text(notebook, "utf-8")
        shutil.copytree(_TEMPLATES / "suite", fresh / "suite", ignore=shutil.ignore_patterns("__pycache__"))
        for path in fresh.glob(f"suite/*{_HIDDEN}"):
            path.rename(path.with_name(path.name.removesuffix(_HIDDEN) + "_hidden.py"))
        if begun:
            (course.root / CONFIG).write_text(_config(course.root), "utf-8")
        for target in (suite, source):
            target.parent.mkdir(parents=True, exist_ok=True)
        (fresh / "suite").rename(suite)
        (fresh / "source").rename(source)
    configuration = [course.root / CONFIG] if begun else []
    return Scaffold(name, course, (*configuration, source / f"{name}.ipynb", suite))


def _course(folder: Path | None) -> tuple[Course, bool]:
    """The course to write to, and whether it has to be begun."""
    if folder is not None:
        folder = folder.absolute()
        if folder.exists() and not folder.is_dir():
            raise UsageError(f"{folder}: not a folder")
        if not folder.exists() or not any(not path.name.startswith(".") for path in folder.iterdir()):
            return Course(folder), True
    try:
        return Course.find(folder), False
    except UsageError as error:
        here = folder or Path.cwd()
        if (here / CONFIG).is_file():  # a course of nbgrader's that has no source/ yet
            return Course(here.resolve()), False
        raise UsageError(f"{error}; an empty folder, or one that is not there yet, becomes a course so") from error


def _config(root: Path) -> str:
    name = re.sub(r"[^A-Za-z0-9_-]+", "-", root.resolve().name).strip("-") or "course"
    return (_TEMPLATES / CONFIG).read_text("utf-8").replace("{{course}}", name)
