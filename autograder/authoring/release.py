"""The students' version of an assignment: ``source/`` to ``release/``, and the search for leaked solutions.

nbgrader's own generate_assignment makes it, without a gradebook. The same source gives the same bytes. Must not know
submissions, grading or the gradebook.
"""

from __future__ import annotations

import ast
import json
import re
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from ..course.assignment import Assignment, Course
from ..course.cells import grade_id, is_check, is_manual, is_solution
from ..errors import AssignmentError, GradebookError
from ..gradebook.converters import generate, nbgrader_config
from .handout import hand_out, handed_out

BEGIN, END = "BEGIN SOLUTION", "END SOLUTION"
_MARKERS = ("BEGIN SOLUTION", "END SOLUTION", "BEGIN HIDDEN TESTS", "END HIDDEN TESTS", "BEGIN MARK SCHEME")
_TELLING = 12  # characters; a shorter line of a solution, such as "return X", gives nothing away


def build_release(assignment: Assignment, course: Course, destination: Path | None = None) -> Path:
    """Write the students' version of an assignment.

    Parameters
    ----------
    assignment : Assignment
        The assignment to release.
    course : Course
        Its course folder.
    destination : Path, optional
        The folder to write, by default ``release/<assignment>`` in the course. It is replaced completely, or, after an error,
        left unchanged.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    AssignmentError
        nbgrader refuses the source, or the release would show a part of a solution, a hidden check or the mark scheme.
    """
    destination = destination or course.root / "release" / assignment.name
    destination.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=destination.parent, prefix=".release-") as work:
        built = _generate(assignment, course, Path(work))
        complete_release(assignment, built)
        if destination.exists():
            destination.rename(Path(work) / "replaced")
        built.rename(destination)
    return destination


def complete_release(assignment: Assignment, folder: Path) -> None:
    """Put the visible checks beside a notebook that nbgrader has stripped, and search the folder for leaks.

    Raises
    ------
    AssignmentError
        The folder shows a part of a solution, a hidden check or the mark scheme, so it must not be released.
    """
    _require_one_notebook(assignment)
    hand_out(assignment, folder)
    leaks = list(_leaks(assignment, folder))
    if leaks:
        raise AssignmentError(f"{assignment.path}: not released: {leaks[0]}" + _and_more(len(leaks) - 1))


def release_is_stale(assignment: Assignment, course: Course) -> list[str]:
    """Differences between ``release/`` and a release made from the source now, one line each; empty if there are none."""
    released = course.root / "release" / assignment.name
    with tempfile.TemporaryDirectory() as work:
        fresh = build_release(assignment, course, Path(work) / assignment.name)
        fresh_files, released_files = _files(fresh), _files(released)
        lines = [f"{name} is missing" for name in sorted(fresh_files - released_files)]
        lines += [f"{name} is not in the source" for name in sorted(released_files - fresh_files)]
        for name in sorted(fresh_files & released_files):
            if (fresh / name).read_bytes() != (released / name).read_bytes():
                lines += list(_differences(fresh / name, released / name)) or [f"{name} differs"]
    return lines


def _generate(assignment: Assignment, course: Course, work: Path) -> Path:
    _require_one_notebook(assignment)
    if any("id" not in cell for cell in json.loads(assignment.path.read_bytes())["cells"]):
        raise AssignmentError(f"{assignment.path}: cells without an id: save it again in a current Jupyter")
    config = nbgrader_config(course, personal=False)
    config.merge(Config({"SaveCells": {"enabled": False}, "GenerateAssignment": {"no_database": True}}))
    coursedir = CourseDirectory(
        root=str(course.root),
        assignment_id=assignment.name,
        release_directory=str(work),
        # Never opened; without this setting nbgrader would create the course's own database.
        db_url="sqlite://",
    )
    try:
        generate(coursedir, config, f"make a release of {assignment.name}")
    except GradebookError as error:
        raise AssignmentError(str(error)) from error
    return work / assignment.name


def _require_one_notebook(assignment: Assignment) -> None:
    notebooks = [path.name for path in assignment.path.parent.glob("*.ipynb")]
    if notebooks != [assignment.path.name]:
        raise AssignmentError(f"{assignment.path.parent}: expected one notebook, got {', '.join(sorted(notebooks))}")


def _leaks(assignment: Assignment, folder: Path) -> Iterator[str]:
    """Leaks of solutions, hidden checks or the mark scheme in a released folder, and cells that are not fit for release.

    One sentence each: the cell or file, the line, and what was found there.
    """
    notebook = nbformat.read(folder / assignment.path.name, as_version=4)
    originals = {cell.id: cell for cell in assignment.cells}
    # Long line of a solution -> name of the solution's cell.
    secret = {
        line: _name(cell, index)
        for index, cell in enumerate(assignment.cells)
        for line in _parts(cell)[0]
        if len(line) >= _TELLING
    }
    for index, cell in enumerate(notebook.cells):
        name = _name(cell, index)
        open_lines = _parts(originals[cell.id])[1] if cell.id in originals else set()
        yield from _solution_lines(name, cell.source, {line: secret[line] for line in secret.keys() - open_lines})
        for number, line in enumerate(cell.source.splitlines(), 1):
            yield from (f"{name}, line {number}: {marker!r} is in it" for marker in _MARKERS if marker in line)
        told = json.dumps([cell.metadata, cell.get("attachments", {})])
        for line, owner in secret.items():
            if json.dumps(line)[1:-1] in told:
                yield f"{name}: its metadata hold a line of the solution of {owner}: {line}"
        if cell.get("outputs") or cell.get("execution_count") is not None:
            yield f"{name}: its output is in it"
        if is_solution(cell) and not is_manual(cell) and not _raises_not_implemented(cell.source):
            yield f"{name}: expected it to raise NotImplementedError"
        if is_check(cell) and "autograder.check(" in cell.source and not _ends_with_check(cell.source):
            yield f"{name}: expected autograder.check(...) as its last line, without a semicolon: nbgrader reads its result"
    seen = {name for _, path in assignment.check_files(hidden=False) for name in _checks(path)}
    hidden = {name for _, path in assignment.check_files() for name in _checks(path)} - seen
    suite, given = assignment.suite, handed_out(assignment)
    withheld = {path.read_bytes(): path for path in suite.rglob("*") if path.is_file() and path not in given}
    for file in sorted(_files(folder)):
        content = (folder / file).read_bytes()
        if content and content in withheld:
            yield f"{file}: a copy of {withheld[content].relative_to(suite)}, which students must not get"
        text = content.decode("utf-8", "replace")
        if not file.endswith(".ipynb"):
            yield from _solution_lines(file, text, secret)
        for number, line in enumerate(text.splitlines(), 1):
            for name in sorted(hidden.intersection(re.findall(r"\w+", line))):
                yield f"{file}, line {number}: the hidden check {name} is in it"


def _solution_lines(where: str, text: str, secret: Mapping[str, str]) -> Iterator[str]:
    for number, line in enumerate(map(str.strip, text.splitlines()), 1):
        if line in secret:
            yield f"{where}, line {number}: a line of the solution of {secret[line]} is in it: {line}"


def _name(cell: NotebookNode, index: int) -> str:
    return grade_id(cell) or f"cell {index + 1} ({cell.id})"


def _parts(cell: NotebookNode) -> tuple[set[str], set[str]]:
    """Two sets of a source cell's stripped lines: those of the solution, and those that students see."""
    lines = [line.strip() for line in cell.source.splitlines()]
    secret: set[str] = set()
    seen: set[str] = set()
    inside = False
    for line in lines:
        if BEGIN in line or END in line:
            inside = BEGIN in line
        else:
            (secret if inside else seen).add(line)
    if (is_solution(cell) or is_manual(cell)) and BEGIN not in cell.source:
        return seen, set()  # nbgrader treats the whole cell as the solution
    return secret, seen


def _raises_not_implemented(source: str) -> bool:
    """Whether every function of a cell, or the cell itself if it has none, ends by raising NotImplementedError."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return False
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    bodies = [function.body for function in functions] or [tree.body]
    return all(_is_raise(body[-1]) for body in bodies)


def _ends_with_check(source: str) -> bool:
    """Whether a test cell shows the result of `check`: nbgrader gives full points to a cell that shows nothing."""
    try:
        last = ast.parse(source).body[-1]
    except (SyntaxError, IndexError):
        return False
    shown = isinstance(last, ast.Expr) and ast.unparse(last).startswith("autograder.check(")
    return shown and not source.rstrip().endswith(";")


def _is_raise(statement: ast.stmt) -> bool:
    raised = statement.exc if isinstance(statement, ast.Raise) else None
    named = raised.func if isinstance(raised, ast.Call) else raised
    return isinstance(named, ast.Name) and named.id == "NotImplementedError"


def _checks(path: Path) -> set[str]:
    functions = [node for node in ast.parse(path.read_text("utf-8")).body if isinstance(node, ast.FunctionDef)]
    return {function.name for function in functions if function.name.startswith("test_")}


def _files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def _differences(fresh: Path, released: Path) -> Iterator[str]:
    """Sentences about the cells in which two notebooks differ."""
    if fresh.suffix != ".ipynb":
        return
    try:
        expected, found = (nbformat.read(path, as_version=4) for path in (fresh, released))
    except Exception:
        yield f"{released.name} is not a readable notebook"
        return
    cells = {cell.id: cell for cell in found.cells}
    for index, cell in enumerate(expected.cells):
        name = _name(cell, index)
        if cell.id not in cells:
            yield f"{name} is missing"
        elif cells[cell.id] != cell:
            yield f"{name} differs"
    for extra in [cell for cell in found.cells if cell.id not in {cell.id for cell in expected.cells}]:
        yield f"{grade_id(extra) or extra.id} is not in the source"
    if [cell.id for cell in expected.cells if cell.id in cells] != [cell.id for cell in found.cells]:
        yield "the cells are in another order"
    if expected.metadata != found.metadata:
        yield "the notebook's metadata differ"


def _and_more(count: int) -> str:
    return f" (and {count} more)" if count > 0 else ""
