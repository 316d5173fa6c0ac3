"""The parts that a grade was made from, each with a digest: what has changed since, and whether a notebook must run again.

A kept report is valid or not by one key (`autograder.batch.kept`). The parts say why it is not. Must not know how grading is
done.
"""

from __future__ import annotations

import ast
import dataclasses
import hashlib
import json
from collections.abc import Collection, Mapping
from pathlib import Path

from ..course.assignment import Assignment
from ..course.cells import CHECK as CHECK_CELL
from ..course.cells import grade_id, is_check, is_manual, is_notebook_only, is_solution, nbgrader_metadata
from ..files import engine_digest, files_in
from ..model import MAX_WEIGHT, CellReport, Report

SUBMISSION, NOTEBOOK, KIT, MACHINE = "submission", "notebook", "kit", "machine"
# Followed by a name, such as "check test_relu.py": a test file without and with its weights, the points of a cell, a
# function's solution, a file beside the checks.
CHECK, WEIGHTS, POINTS, SOLUTION, SUITE = "check ", "weights ", "points ", "solution ", "suite "

Parts = Mapping[str, str]


def parts_of(assignment: Assignment, machine: str) -> Parts:
    """The parts of an assignment's grades, without the submission: by name, a SHA-256 digest in hex."""
    found = {KIT: engine_digest(), MACHINE: _digest(machine)}
    for name, source in assignment.solutions.items():
        found[SOLUTION + name] = _digest(source)
    for cell in assignment.cells:
        if is_check(cell) or is_manual(cell):
            name = (grade_id(cell) or "").removeprefix(CHECK_CELL)
            found[POINTS + name] = _digest(repr(float(nbgrader_metadata(cell).get("points", 0))))
    others = [
        [cell.cell_type, grade_id(cell), is_notebook_only(cell), {**nbgrader_metadata(cell), "points": 0}]
        + ([] if is_solution(cell) else [cell.source])
        for cell in assignment.cells
    ]
    found[NOTEBOOK] = _digest(json.dumps(others, sort_keys=True))
    tests = {path for _, path in assignment.check_files()}
    for path in files_in(assignment.suite):
        name = str(path.relative_to(assignment.suite))
        if path in tests:
            whole, bare, _ = _read_test(path)
            found[CHECK + name] = _digest(bare)
            found[WEIGHTS + name] = _digest(whole)
        else:
            found[SUITE + name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def with_submission(parts: Parts, submission: bytes) -> Parts:
    """The parts of one grade."""
    return {**parts, SUBMISSION: hashlib.sha256(submission).hexdigest()}


def changed(before: Parts, after: Parts) -> frozenset[str]:
    """The names of parts that differ, or that only one of the two has. A test file that changed is not listed twice."""
    names = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    return frozenset(
        name for name in names if not (name.startswith(WEIGHTS) and CHECK + name.removeprefix(WEIGHTS) in names)
    )


def rescaled(report: Report, assignment: Assignment, changes: Collection[str]) -> Report | None:
    """The report with the assignment's points and weights, where nothing else has changed; else ``None``.

    ``None`` too where a weight became 0 or is 0 no more: that changes which functions count as right for later cells.
    """
    if any(not name.startswith((WEIGHTS, POINTS)) for name in changes):
        return None
    if [cell.cell for cell in report.cells] != list(assignment.points):
        return None
    weights = {path.name: _read_test(path)[2] for _, path in assignment.check_files()}
    changed_files = {name.removeprefix(WEIGHTS) for name in changes}
    cells = []
    for cell in report.cells:
        checks = []
        for check in cell.checks:
            file, _, rest = check.name.partition("::")
            weight = check.weight
            if file in changed_files:
                weight = weights.get(file, {}).get(rest.partition("[")[0], weight)
            if (weight == 0) != (check.weight == 0):
                return None
            checks.append(dataclasses.replace(check, weight=weight))
        cells.append(CellReport(cell.cell, assignment.points[cell.cell], tuple(checks), cell.notes))
    return dataclasses.replace(report, cells=tuple(cells), manual_points=assignment.manual_points)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _read_test(path: Path) -> tuple[str, str, Mapping[str, float]]:
    """A test file's code without comments and layout; the same without the weights of its test functions; and these weights.

    A file that sets weights in any other way keeps them in its code: they count as a part of the checks then. So does all of a
    file that is no Python, which grading reports.
    """
    source = path.read_bytes()
    try:
        tree = ast.parse(source, str(path))
    except (SyntaxError, ValueError):
        return source.hex(), source.hex(), {}
    whole = ast.dump(tree)
    weights: dict[str, float] = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            given = [each for each in node.decorator_list if _weight(each) is not None]
            node.decorator_list = [each for each in node.decorator_list if each not in given]
            if not any(_is_mark(each, "own_chain") for each in node.decorator_list):  # its weight is always 0
                weights[node.name] = next((_weight(each) or 0.0 for each in given), 1.0)
    if any(isinstance(node, ast.Attribute) and node.attr == "weight" for node in ast.walk(tree)):
        return whole, whole, {}
    return whole, ast.dump(tree), weights


def _weight(decorator: ast.expr) -> float | None:
    """The number in ``@pytest.mark.weight(NUMBER)``, or ``None``."""
    match decorator:
        case ast.Call(func=func, args=[ast.Constant(value=int() | float() as value)], keywords=[]) if (
            _is_mark(func, "weight") and not isinstance(value, bool) and 0 <= value <= MAX_WEIGHT
        ):
            return float(value)
    return None


def _is_mark(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == name
