"""Verifies that an assignment is graded soundly, before any student sees it.

Owns the claims that must hold for the instructor's solution, the blank release, the right and wrong samples beside the suite,
and the mutants of the solution. Must not know how submissions are graded, or how mutants and releases are made.
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
from ..grading.grade import open_room, run_checks
from ..grading.plan import Plan, data_of
from ..grading.plugin import is_own_work
from ..model import CauseKind, CellReport, Report, Verdict
from ..room.limits import Limits
from ..submission.rebuild import read_submission
from .trials import Trial, label, trials

# Share of the mutants, without those listed as equivalent, that must fail a check. A survivor is a mistake that no check finds.
LEAST_SCORE = 0.95
_CHUNK = 16  # trials that share a room: to open a room takes about 1 s, a session in it about 0.1 s
_LIMITS = Limits(call_seconds=4, cell_seconds=6, timeouts_per_function=1)


@dataclass(frozen=True)
class Finding:
    """A claim that must hold. ``detail`` says what was seen instead; empty if the claim held."""

    claim: str
    detail: str = ""

    @property
    def held(self) -> bool:
        return not self.detail


@dataclass(frozen=True)
class Row:
    """The results for one function: ``caught`` of ``wrong`` samples, ``accepted`` of ``right`` ones, ``killed`` mutants.

    ``mutants`` counts all, ``equivalent`` those listed as right. ``survivors``: names of the others that passed all checks.
    """

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
    """The result of `verify`."""

    findings: tuple[Finding, ...]
    rows: tuple[Row, ...]

    @property
    def held(self) -> bool:
        return all(finding.held for finding in self.findings)

    @property
    def score(self) -> float:
        """Share of killed mutants among those not listed as equivalent; 1 if there are none."""
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
    """Grade all trials of an assignment, and see which claims hold.

    Parameters
    ----------
    assignment, course
        The assignment, and its course folder.
    jobs : int, optional
        Number of processes; by default one for each core. With 1, it is this process.
    seed : int, optional
        Seed of the random inputs of every trial; by default each trial draws its own.
    training : bool
        False leaves out the checks that need all functions together, which take longest.
    progress : callable
        Called with the number of trials done and the number of all trials.

    Raises
    ------
    BrokenError
        A check broke, so nothing is proven.
    AssignmentError
        A sample cannot be read, or the suite's leaderboard is malformed.
    """
    board = assignment.leaderboard  # first, because malformed settings are refused before any trial
    attempts = list(trials(assignment, training=training))
    chunks = [attempts[start : start + _CHUNK] for start in range(0, len(attempts), _CHUNK)]
    reports: list[Report | None] = [None] * len(attempts)
    done = 0
    for number, graded in _graded(assignment, course, chunks, seed, jobs or os.cpu_count() or 1):
        for offset, data in enumerate(graded):
            reports[number * _CHUNK + offset] = Report.from_dict(data)
            done += 1
        progress(done, len(attempts))
    tried = [(trial, _whole(trial, report)) for trial, report in zip(attempts, reports, strict=True) if report]
    findings = list(_findings(assignment, tried))
    if board is not None:
        findings += _unmeasured(board, tried)
    return Verification(tuple(findings), tuple(_rows(assignment, tried)))


def _graded(
    assignment: Assignment, course: Course, chunks: Sequence[Sequence[Trial]], seed: int | None, jobs: int
) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """Each chunk's number and reports, in the order in which they end. With one job, this process grades."""
    if jobs == 1:
        for number, chunk in enumerate(chunks):
            yield number, _grade(assignment.name, str(course.root), chunk, seed)
        return
    # Spawned, not forked: the calling process may have threads.
    context = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(jobs, mp_context=context) as pool:
        futures = {
            pool.submit(_grade, assignment.name, str(course.root), chunk, seed): number
            for number, chunk in enumerate(chunks)
        }
        for future in concurrent.futures.as_completed(futures):
            yield futures[future], future.result()


def _grade(name: str, course: str, attempts: Sequence[Trial], seed: int | None) -> list[dict[str, Any]]:
    """Grade a chunk of trials in one room."""
    assignment = load_assignment(name, Course(Path(course)))
    solution = solved(assignment)
    answers = []
    with open_room(assignment, data_of(assignment), limits=_LIMITS) as room:
        for trial in attempts:
            notebook = nbformat.from_dict(json.loads(json.dumps(exchange(solution, trial.sources))))
            plan = Plan.of(
                assignment, seed=seed, only=trial.only or None, stop_at_failure=trial.kind in ("wrong", "mutant")
            )
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
                claim = "the blank release earns no points, and raises only NotImplementedError"
                yield Finding(claim, _not_blank(functions, report))
            case "without":
                claim = (
                    f"without {trial.name}, only its points are lost, "
                    "and those of checks of the whole that cannot run without it"
                )
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
    """Whether the solution's report has the leaderboard's measurement: a misspelt name would leave the leaderboard empty.

    Yields nothing if the cell was left out.
    """
    for trial, report in tried:
        if trial.kind == "solution" and any(cell.cell == board.cell for cell in report.cells):
            detail = "" if board.measured(report) else f"no check of {board.cell} measured {board.measure!r}"
            yield Finding("a check of the instructor's solution takes the leaderboard's measurement", detail)


def _stray(assignment: Assignment) -> str:
    """Test files and samples that belong to no cell: misspelt, or left over from a removed function."""
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
    for function in filter(tried_on.__contains__, assignment.solutions):  # without training, not the slow ones
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
    """Wrong samples that passed, and trials whose wrong samples cost another function's points.

    Several wrong samples share a trial, so the one that cost the points is unknown.
    """
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
