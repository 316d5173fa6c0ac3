"""An assignment proves that it grades itself soundly, before any student sees it.

Owns what must hold and how it is tried; grading and the release are others'.
"""

from __future__ import annotations

import concurrent.futures
import json
import multiprocessing
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from .assignment import Assignment, Course, load_assignment
from .errors import BrokenError
from .grading import grade
from .model import Report, Verdict
from .samples import blank, exchange, solved


@dataclass(frozen=True)
class Finding:
    """One thing that must hold. ``detail`` says what was seen instead; empty where it held."""

    claim: str
    detail: str = ""

    @property
    def held(self) -> bool:
        return not self.detail


@dataclass(frozen=True)
class Trial:
    """A submission whose report is known beforehand."""

    claim: str
    notebook: NotebookNode
    judge: Callable[[Assignment, Report], str]


def verify(
    assignment: Assignment,
    course: Course,
    *,
    jobs: int | None = None,
    seed: int | None = None,
    progress: Callable[[str], None] = lambda claim: None,
) -> tuple[Finding, ...]:
    """Grade the instructor's solution, the blank release, and the solution with each function blanked in turn.

    Raises
    ------
    BrokenError
        A grade was broken: nothing is known then.
    """
    trials = list(_trials(assignment))
    findings: dict[int, Finding] = {}
    # Spawned, not forked: MXNet is not loaded here, but a caller's process may hold threads.
    context = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(jobs or os.cpu_count() or 1, mp_context=context) as pool:
        futures = {
            pool.submit(_grade, assignment.name, str(course.root), json.dumps(trial.notebook), seed): index
            for index, trial in enumerate(trials)
        }
        for future in concurrent.futures.as_completed(futures):
            trial, report = trials[futures[future]], Report.from_dict(future.result())
            if not report.complete:
                raise BrokenError(f"{assignment.name}: {trial.claim}: {_first(report, Verdict.BROKEN)}")
            findings[futures[future]] = Finding(trial.claim, trial.judge(assignment, report))
            progress(trial.claim)
    return tuple(findings[index] for index in sorted(findings))


def _grade(name: str, course: str, notebook: str, seed: int | None) -> dict[str, object]:
    assignment = load_assignment(name, Course(Path(course)))
    return grade(assignment, nbformat.from_dict(json.loads(notebook)), seed=seed).to_dict()


def _trials(assignment: Assignment) -> Iterator[Trial]:
    solution, empty = solved(assignment), blank(assignment)
    stubs = {cell.metadata.nbgrader.grade_id: cell.source for cell in empty.cells if "nbgrader" in cell.metadata}
    yield Trial("the instructor's solution earns every point", solution, _all_points)
    yield Trial("the blank release earns none, and raises NotImplementedError only", empty, _no_points)
    for name in assignment.solutions:
        claim = f"without {name}, exactly its points are lost, and those of what needs every function"
        yield Trial(claim, exchange(solution, {name: stubs[name]}), _loses(name))


def _all_points(assignment: Assignment, report: Report) -> str:
    if all(cell.points == cell.max_points for cell in report.cells):
        return ""
    return _first(report, Verdict.FAILED, Verdict.RAISED, Verdict.SKIPPED)


def _no_points(assignment: Assignment, report: Report) -> str:
    if report.score != 0:
        return f"it earned {report.score:g} of {report.max_score:g}"
    for cell in report.cells:
        for check in cell.checks:
            stubbed = check.verdict is Verdict.RAISED and "NotImplementedError" in check.message
            if cell.cell in assignment.solutions and not stubbed:
                return f"{check.name} {check.verdict}: expected NotImplementedError, got {check.message[:200]!r}"
    return ""


def _loses(name: str) -> Callable[[Assignment, Report], str]:
    def judge(assignment: Assignment, report: Report) -> str:
        for cell in report.cells:
            stands = cell.cell != name and cell.cell in assignment.solutions
            expected = cell.max_points if stands else 0.0
            if cell.points != expected:
                return f"{cell.cell}: expected {expected:g} points, got {cell.points:g}"
        return ""

    return judge


def _first(report: Report, *verdicts: Verdict) -> str:
    for cell in report.cells:
        for check in cell.checks:
            if check.verdict in verdicts and (check.weight or check.verdict is Verdict.BROKEN):
                return f"{check.name} {check.verdict}: {check.message[:300]}"
    return "no check says why"
