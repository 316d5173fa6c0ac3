"""A new assignment to start from: a notebook, a suite and samples that pass `verify` unchanged.

Owns which files are written, and where. Their templates are in ``new/``. Must not know how anything is graded.
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
# The template's hidden checks end in this, because the wheel leaves out every file that ends in _hidden.py.
_HIDDEN = "_withheld.py"


@dataclass(frozen=True)
class Scaffold:
    """The paths that were written: the course's configuration if it is new, the notebook, and the folder of its suite."""

    name: str
    course: Course
    written: tuple[Path, ...]

    @property
    def next_step(self) -> str:
        """A sentence for the command line."""
        here = Path.cwd().is_relative_to(self.course.root)
        return f"next: {'' if here else f'cd {shlex.quote(str(self.course.root))} && '}autograder verify {self.name}"


def write_assignment(name: str, folder: Path | None = None) -> Scaffold:
    """Write a new assignment, completely or not at all.

    Parameters
    ----------
    name : str
        Letters, digits, ``-`` and ``_``.
    folder : Path, optional
        The course folder, or a folder in it (default: the current folder). If it is given, and is empty or does not exist, it
        becomes a new course.

    Raises
    ------
    UsageError
        The name is not allowed or is taken, or there is no course.
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
    """The course to write to, and whether it is new."""
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
        if (here / CONFIG).is_file():  # a course made with nbgrader, still without source/
            return Course(here.resolve()), False
        raise UsageError(f"{error}; to begin a new course, give --course an empty or new folder") from error


def _config(root: Path) -> str:
    name = re.sub(r"[^A-Za-z0-9_-]+", "-", root.resolve().name).strip("-") or "course"
    return (_TEMPLATES / CONFIG).read_text("utf-8").replace("{{course}}", name)
