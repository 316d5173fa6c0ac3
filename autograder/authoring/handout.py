"""The folder ``checks`` beside a released notebook: the part of a suite that students get.

Owns the content of ``checks/<assignment>/``: each visible check, the driver, the settings, and the modules of the suite that
these import; nothing else. Must not know notebooks, or how a check is run.
"""

from __future__ import annotations

import ast
import shutil
from pathlib import Path

from ..course.assignment import Assignment
from ..course.cells import CHECKS
from ..errors import AssignmentError


def handed_out(assignment: Assignment) -> tuple[Path, ...]:
    """The files of a suite that students get, sorted.

    Raises
    ------
    AssignmentError
        A visible check is not Python, or imports a hidden one.
    """
    suite = assignment.suite
    beside = [suite / "driver.py", suite / "suite.toml"]
    waiting = [path for _, path in assignment.check_files(hidden=False)] + [path for path in beside if path.is_file()]
    found: set[Path] = set()
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        if path.stem.endswith("_hidden"):
            raise AssignmentError(
                f"{path}: hidden, but a file that students get imports it: move shared code to a third file"
            )
        found.add(path)
        if path.suffix == ".py":
            waiting += [suite / f"{name}.py" for name in _imported(path) if (suite / f"{name}.py").is_file()]
    return tuple(sorted(found))


def hand_out(assignment: Assignment, release: Path) -> None:
    """Put the visible checks beside a released notebook.

    Raises
    ------
    AssignmentError
        The source already has a folder of that name, or the checks cannot be handed out.
    """
    if (assignment.path.parent / CHECKS / assignment.name).exists():
        raise AssignmentError(f"{assignment.path.parent / CHECKS}: the release has a folder of that name: rename yours")
    folder = release / CHECKS / assignment.name
    shutil.rmtree(folder, ignore_errors=True)  # nbgrader keeps files that it did not make
    folder.mkdir(parents=True)
    for path in handed_out(assignment):
        shutil.copyfile(path, folder / path.name)


def _imported(path: Path) -> set[str]:
    """The top-level names of the modules that a file imports."""
    try:
        tree = ast.parse(path.read_text("utf-8"))
    except SyntaxError as error:
        raise AssignmentError(f"{path}: not Python: {error}") from error
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names.add(node.module.split(".")[0])
    return names
