"""An assignment proves that it grades itself soundly, before any student sees it.

Owns what must hold and how it is tried: the instructor's solution, the blank release, the bank of right and wrong samples
beside the suite, and mechanical mutants of the solution. Grading, mutating and the release are others'.
"""

from __future__ import annotations

import concurrent.futures
import json
import multiprocessing
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

from ..course.assignment import Assignment, Course, load_assignment
from ..course.samples import exchange, read_samples, solved
from ..course.settings import LeaderboardSettings
from ..errors import BrokenError
from ..grading.grade import open_view, run_checks
from ..grading.plan import Plan, data_of
from ..grading.plugin import is_own_work
from ..model import CauseKind, CellReport, Report, Verdict
from ..room.limits import Limits
from ..room.process import ProcessRoom
from ..submission.rebuild import read_submission
from .trials import Trial, label, trials

# Of mechanical mutants that are not listed as equivalent. A survivor is a mistake that the checks let pass: few may.
LEAST_SCORE = 0.95
_CHUNK = 16  # trials that share a room: opening one takes a second, a session in it a tenth of that
_LIMITS = Limits(call_seconds=4, cell_seconds=6, timeouts_per_function=1)


@dataclass(frozen=True)
class Finding:
    """One thing that must hold. ``detail`` says what was seen instead; empty where it held."""

    claim: str
    detail: str = ""

    @property
    def held(self) -> bool:
        return not self.detail


@dataclass(frozen=True)
class Row:
    """What was tried on one function. A survivor is a mutant that no check failed, by name."""

    function: str
    checks: int
    caught: int
    wrong: int
    accepted: int
    right: int
    killed: int
    mutants: int
    equivalent: int
    survivors: tuple[str, ...]


@dataclass(frozen=True)
class Verification:
    """What `verify` saw."""

    findings: tuple[Finding, ...]
    rows: tuple[Row, ...]

    @property
    def held(self) -> bool:
        return all(finding.held for finding in self.findings)

    @property
    def score(self) -> float:
        """Share of killed mutants among those not listed as equivalent; 1 where there are none."""
        tried = sum(row.mutants - row.equivalent for row in self.rows)
        return sum(row.killed for row in self.rows) / tried if tried else 1.0


def verify(
    assignment: Assignment,
    course: Course,
    *,
    jobs: int | None = None,
    seed: int | None = None,
    training: bool = True,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Verification:
    """Try everything that an assignment must prove.

    Parameters
    ----------
    assignment, course
        What, and where it stands.
    jobs : int, optional
        Processes; one for each core where it is not given.
    seed : int, optional
        Of every random input of every trial; drawn for each where it is not given.
    training : bool
        False leaves out the checks that need all functions together, which take longest.
    progress : callable
        Told how many trials are done, of how many.

    Raises
    ------
    BrokenError
        A check broke: nothing is known then.
    AssignmentError
        A sample cannot be read, or the suite's leaderboard is malformed.
    """
    board = assignment.leaderboard  # malformed, it is refused before anything is tried
    attempts = list(trials(assignment, training=training))
    chunks = [attempts[start : start + _CHUNK] for start in range(0, len(attempts), _CHUNK)]
    reports: list[Report | None] = [None] * len(attempts)
    done = 0
    # Spawned, not forked: a caller's process may hold threads.
    context = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(jobs or os.cpu_count() or 1, mp_context=context) as pool:
        futures = {
            pool.submit(_grade, assignment.name, str(course.root), chunk, seed): number
            for number, chunk in enumerate(chunks)
        }
        for future in concurrent.futures.as_completed(futures):
            start = futures[future] * _CHUNK
            for offset, data in enumerate(future.result()):
                reports[start + offset] = Report.from_dict(data)
                done += 1
            progress(done, len(attempts))
    tried = [(trial, _whole(trial, report)) for trial, report in zip(attempts, reports, strict=True) if report]
    findings = list(_findings(assignment, tried))
    if board is not None:
        findings += _unmeasured(board, tried)
    return Verification(tuple(findings), tuple(_rows(assignment, tried)))


def _grade(name: str, course: str, attempts: Sequence[Trial], seed: int | None) -> list[dict[str, Any]]:
    """Grade a chunk of trials in one room; runs in a process of its own."""
    os.environ["OMP_NUM_THREADS"] = "1"
    assignment = load_assignment(name, Course(Path(course)))
    solution = solved(assignment)
    answers = []
    with open_view(assignment, data_of(assignment), limits=_LIMITS) as view, ProcessRoom(view) as room:
        for trial in attempts:
            notebook = nbformat.from_dict(json.loads(json.dumps(exchange(solution, trial.sources))))
            plan = Plan.of(assignment, seed=seed, only=trial.only or None, stop_at_failure=trial.kind == "mutant")
            answers.append(run_checks(assignment, read_submission(assignment, notebook), room, plan).to_dict())
    return answers


def _whole(trial: Trial, report: Report) -> Report:
    if not report.complete:
        raise BrokenError(f"{report.assignment}: {trial.kind} {trial.name}: {_first(report.cells, Verdict.BROKEN)}")
    return report


def _findings(assignment: Assignment, tried: Sequence[tuple[Trial, Report]]) -> Iterator[Finding]:
    functions = tuple(assignment.solutions)
    for trial, report in tried:
        match trial.kind:
            case "solution":
                yield Finding("the instructor's solution earns every point", _not_full(report.cells))
            case "blank":
                claim = "the blank release earns none, and raises NotImplementedError only"
                yield Finding(claim, _not_blank(functions, report))
            case "without":
                claim = f"without {trial.name}, exactly its points are lost, and those of a whole with too little of its own"
                yield Finding(claim, _not_lost(assignment, trial.sources, report))
    samples = read_samples(assignment)
    for right, claim, found in (
        (True, "every right sample earns every point", _refusals(tried)),
        (False, "every wrong sample loses points of its own function, and of no other", _misses(tried)),
    ):
        if any(sample.right is right for sample in samples):
            yield Finding(claim, "; ".join(f"{name}: {detail}" for name, detail in found))
    yield Finding("every test file and every sample belongs to a cell", _stray(assignment))
    rows = tuple(_rows(assignment, tried))
    score = Verification((), rows).score
    survivors = [f"{row.function}: {name}" for row in rows for name in row.survivors]
    detail = "" if score >= LEAST_SCORE else f"{score:.0%}; survivors: {'; '.join(survivors)}"
    yield Finding(f"at least {LEAST_SCORE:.0%} of the solution's mutants fail a check", detail)


def _unmeasured(board: LeaderboardSettings, tried: Sequence[tuple[Trial, Report]]) -> Iterator[Finding]:
    """A measurement that is misspelt would leave the leaderboard empty. Says nothing where its cell was left out."""
    for trial, report in tried:
        if trial.kind == "solution" and any(cell.cell == board.cell for cell in report.cells):
            detail = "" if board.measured(report) else f"no check of {board.cell} measured {board.measure!r}"
            yield Finding("the leaderboard's measurement is taken of the instructor's solution", detail)


def _stray(assignment: Assignment) -> str:
    """Files that nothing would run: misspelt, or left over from a function that is no more."""
    run = {path for _, path in assignment.check_files()}
    stray = [path.name for path in sorted(assignment.suite.glob("test_*.py")) if path not in run]
    functions = sorted({sample.function for sample in read_samples(assignment)} - assignment.solutions.keys())
    stray += [f"samples/{function}.py" for function in functions]
    return f"expected names of solution or test cells, got {', '.join(stray)}" if stray else ""


def _rows(assignment: Assignment, tried: Sequence[tuple[Trial, Report]]) -> Iterator[Row]:
    samples = read_samples(assignment)
    refused = {name for name, _ in _refusals(tried)}
    missed = {name for name, _ in _misses(tried)}
    whole = next(report for trial, report in tried if trial.kind == "solution")
    tried_on = {cell.cell for cell in whole.cells}
    for function in filter(tried_on.__contains__, assignment.solutions):  # not on slow ones, without training
        own = [(trial, report) for trial, report in tried if trial.kind == "mutant" and trial.only == (function,)]
        equivalent = set(assignment.equivalent_mutants(function))
        alive = [trial.name for trial, report in own if not _not_full(report.cells)]
        right = [sample for sample in samples if sample.function == function and sample.right]
        wrong = [sample for sample in samples if sample.function == function and not sample.right]
        yield Row(
            function,
            checks=next(len(cell.checks) for cell in whole.cells if cell.cell == function),
            caught=sum(label(sample) not in missed for sample in wrong),
            wrong=len(wrong),
            accepted=sum(label(sample) not in refused for sample in right),
            right=len(right),
            killed=sum(trial.name not in equivalent for trial, _ in own) - len(set(alive) - equivalent),
            mutants=len(own),
            equivalent=sum(trial.name in equivalent for trial, _ in own),
            survivors=tuple(name for name in alive if name not in equivalent),
        )


def _not_full(cells: Iterable[CellReport]) -> str:
    lacking = [cell for cell in cells if cell.points != cell.max_points]
    return _first(lacking, Verdict.FAILED, Verdict.RAISED, Verdict.SKIPPED) if lacking else ""


def _not_blank(functions: Sequence[str], report: Report) -> str:
    if report.score != 0:
        return f"it earned {report.score:g} of {report.max_score:g}"
    for cell in report.cells:
        for check in cell.checks:
            stubbed = check.cause is not None and check.cause.kind is CauseKind.NOT_WRITTEN
            if cell.cell in functions and not stubbed:
                return f"{check.name} {check.verdict}: expected NotImplementedError, got {check.message[:200]!r}"
    return ""


def _not_lost(assignment: Assignment, without: Collection[str], report: Report) -> str:
    for cell in report.cells:
        lost = cell.cell in without or not is_own_work(assignment.stands_on.get(cell.cell, ()), without)
        expected = 0.0 if lost else cell.max_points
        if cell.points != expected:
            return f"{cell.cell}: expected {expected:g} points, got {cell.points:g}"
    return ""


def _refusals(tried: Sequence[tuple[Trial, Report]]) -> Iterator[tuple[str, str]]:
    """Right samples that lost points, with the check that failed."""
    for trial, report in tried:
        own = {sample.function: sample for sample in trial.samples if sample.right}
        for cell in report.cells:
            if cell.cell in own and cell.points != cell.max_points:
                yield label(own[cell.cell]), _not_full([cell])


def _misses(tried: Sequence[tuple[Trial, Report]]) -> Iterator[tuple[str, str]]:
    """Wrong samples that no check failed, and those that cost another function's points: which of a team is not known."""
    for trial, report in tried:
        own = {sample.function: sample for sample in trial.samples if not sample.right}
        if not own:
            continue
        for cell in report.cells:
            lost = cell.points != cell.max_points
            if cell.cell in own and not lost:
                yield label(own[cell.cell]), "no check failed"
            if cell.cell not in own and lost:
                yield trial.name, f"{cell.cell} lost points too: {_not_full([cell])}"


def _first(cells: Iterable[CellReport], *verdicts: Verdict) -> str:
    for cell in cells:
        for check in cell.checks:
            if check.verdict in verdicts and (check.weight or check.verdict is Verdict.BROKEN):
                return f"{check.name} {check.verdict}: {' '.join(check.message.split())[:300]}"
    return "no check says why"
