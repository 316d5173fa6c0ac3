"""The pytest plugin: collects a suite, runs its checks in the notebook's order, and records the results.

Owns the policy of points: no mistake costs twice, and a check that did not run earns nothing. Must not know how a room works.
"""

from __future__ import annotations

import functools
import logging
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pytest
from _pytest import runner

from ..course.assignment import Assignment
from ..errors import DataError, SandboxError
from ..model import CauseKind, CellReport, CheckResult, Verdict
from ..room.student import Student
from . import verdicts
from .experiments import Ask, Experiment, Trace
from .measures import Measures
from .plan import Plan
from .probes import Finding
from .sessions import Sessions, guest_seed
from .verdicts import StudentUndefined

MARKS = (
    "weight(number): the check's share within its cell; 0 is shown, but earns nothing",
    "hint(question, pointer, answer): what a student may think about when the check fails, in one to three steps",
    "loose: accepts more than one answer; its calls help to name a misconception only if no other check failed",
    "own_chain: runs with the student's functions only, if any was replaced before; shown, but earns nothing",
)
_MAX_MESSAGE = 6_000
_log = logging.getLogger(__name__)


@dataclass
class _Cell:
    """The results of one graded cell so far."""

    results: list[CheckResult] = field(default_factory=list)
    timeouts: int = 0
    traces: list[Trace] = field(default_factory=list)

    @property
    def right(self) -> bool:
        return all(result.verdict is Verdict.PASSED for result in self.results if result.weight > 0)

    @property
    def stubbed(self) -> bool:
        """Whether all checks so far ended in NotImplementedError."""
        causes = [result.cause for result in self.results]
        return bool(causes) and all(cause is not None and cause.kind is CauseKind.NOT_WRITTEN for cause in causes)


class CheckPlugin:
    """The pytest plugin for one run on one submission."""

    def __init__(self, assignment: Assignment, sessions: Sessions, plan: Plan) -> None:
        self._assignment = assignment
        self._sessions = sessions
        self._plan = plan
        self._cells = {name: _Cell() for name in plan.files}
        self._started = 0.0
        self._outcome: BaseException | None = None
        self._current: Student | None = None
        self._stubs = True  # whether a check of a function that is not written may do without a session of its own
        self._measures = Measures()
        self.faults: list[str] = []

    def reports(self) -> tuple[CellReport, ...]:
        """The reports of the plan's cells. A cell whose checks could not be collected is *broken*."""
        fault = "; ".join(self.faults) or "no check of this cell was collected"
        broken = CheckResult("collection", "The checks could not be run", Verdict.BROKEN, message=fault[:_MAX_MESSAGE])
        return tuple(
            CellReport(
                name,
                self._assignment.points[name],
                tuple(cell.results) if cell.results and not self.faults else (broken,),
                tuple(self._sessions.observations.notes.get(name, ())),
            )
            for name, cell in self._cells.items()
            if self._plan.only is None or name in self._plan.only
        )

    def diagnose(self, name_of: Callable[[str, Sequence[Trace], int, Ask], Finding | None]) -> None:
        """Say what is wrong with each wrong function, if it can be found; ``name_of`` is `Diagnostician.name`."""
        start = guest_seed(self._plan.seed, "start")
        replaced: frozenset[str] = frozenset()
        for function in [name for name in self._cells if name in self.replaced]:
            cell = self._cells[function]
            ask = functools.partial(self._asked, function, replaced)
            found = None
            if not cell.stubbed:
                try:
                    found = name_of(function, cell.traces, start, ask)
                except SandboxError:
                    raise
                except Exception:  # a student's answers may be anything: this costs a sentence, never a grade
                    _log.warning("no diagnosis of %s", function, exc_info=True)
            replaced |= {function}
            if found is not None:
                # A hint is about wrong values. Beside an error whose cause is named, it would mislead.
                cell.results = [
                    replace(
                        result,
                        misconception=found.id,
                        explanation=found.sentence,
                        hint=None if result.verdict is Verdict.RAISED else result.hint,
                        further_hints=() if result.verdict is Verdict.RAISED else result.further_hints,
                    )
                    if result.verdict in (Verdict.FAILED, Verdict.RAISED)
                    else result
                    for result in cell.results
                ]

    def _asked(self, function: str, replaced: frozenset[str], experiments: Sequence[Experiment]) -> list[Trace]:
        """What the student's function answers to experiments, where the functions in ``replaced`` are the instructor's.

        Experiment number n is seeded with n, and the session with 0.
        """
        found = self._sessions.answers(function, replaced, experiments)
        return [Trace(number, tuple(calls), failed=True) for number, calls in enumerate(found)]

    def traces(self, name: str) -> list[Trace]:
        """The calls of the checks of a cell so far."""
        return self._cells[name].traces

    @property
    def replaced(self) -> frozenset[str]:
        """The functions that have failed their own checks so far: later cells get the instructor's instead."""
        return frozenset(
            name
            for name, cell in self._cells.items()
            if name in self._assignment.solutions and cell.results and not cell.right
        )

    # -- fixtures -------------------------------------------------------------------------------------------------

    @pytest.fixture
    def rng(self, request: pytest.FixtureRequest) -> np.random.Generator:
        """A random generator for this check. It depends on the report's seed and the check's name only."""
        return np.random.default_rng([self._plan.seed, verdicts.number(request.node)])

    @pytest.fixture
    def student(self, request: pytest.FixtureRequest) -> Student:
        own, name = verdicts.is_own_chain(request.node), verdicts.cell(request.node)
        replaced = frozenset() if own else self.replaced - {name}
        seed, late = self._guest_seed(request.node), self._cells[name].timeouts > 0
        if self._stubs and (stub := self._sessions.stub(name, seed)) is not None:
            self._current = stub
            return stub
        self._current = self._sessions.student(name, replaced, seed, late=late)
        cause = self._sessions.undefined.get(name)
        if cause is not None and name in self._assignment.solutions:
            raise StudentUndefined(name, cause)
        return self._current

    def _guest_seed(self, item: pytest.Item) -> int:
        return guest_seed(self._plan.seed, verdicts.number(item))

    @pytest.fixture
    def measure(self) -> Measures:
        """Reports a count beside the verdict: ``measure("test accuracy", right=8734, total=10000)``."""
        return self._measures

    @pytest.fixture(scope="session")
    def dataset(self) -> Any:
        """The assignment's prepared data set; raises DataError if it is missing.

        It stays on the host: labels and test images enter the guest only if a check sends them.
        """
        if isinstance(self._plan.data, DataError):
            raise self._plan.data
        return self._plan.data

    # -- hooks ----------------------------------------------------------------------------------------------------

    def pytest_configure(self, config: pytest.Config) -> None:
        for mark in MARKS:
            config.addinivalue_line("markers", mark)
        config.option.tbstyle = "value"  # nobody sees pytest's tracebacks, and formatting them reads the source

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.faults.append(f"{report.nodeid}: {str(report.longrepr)[-2_000:]}")

    def pytest_internalerror(self, excrepr: object) -> bool:
        """Record a fault of this plugin or of pytest: it makes every cell *broken*."""
        self.faults.append(str(excrepr)[-2_000:])
        return True

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        order = list(self._cells)
        items[:] = sorted(
            (item for item in items if verdicts.cell(item) in self._cells),
            key=lambda item: order.index(verdicts.cell(item)),
        )
        for item in items:
            try:
                verdicts.weight(item)
            except ValueError as error:
                self.faults.append(f"{item.nodeid}: {error}")
        if self.faults:
            items.clear()

    def pytest_runtest_protocol(self, item: pytest.Item, nextitem: pytest.Item | None) -> bool:
        self._plan.progress(verdicts.cell(item))
        self._started, self._stubs = time.monotonic(), True
        self._run(item, nextitem)
        if self._current is not None and self._current.stub and not getattr(self._outcome, "unwritten", False):
            self._stubs = False
            self._run(item, nextitem)
        self._record(item)
        return True

    def _run(self, item: pytest.Item, nextitem: pytest.Item | None) -> None:
        self._outcome, self._current, self._measures = None, None, Measures()
        runner.runtestprotocol(item, log=False, nextitem=nextitem)

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        name = verdicts.cell(item)
        if verdicts.is_own_chain(item) and not self.replaced:
            pytest.skip("Not run: nothing was replaced, so it would repeat the check before it.")
        if self._plan.stop_at_failure and not self._cells[name].right:
            pytest.skip(f"Not run: {name} has failed a check, and this run stops at the first failure.")
        if self._sessions.out_of_time:
            pytest.skip(
                f"Not run: the submission had used up its {self._sessions.limits.submission_seconds:.0f} seconds."
            )
        if self._cells[name].timeouts >= self._sessions.limits.timeouts_per_function:
            pytest.skip(f"Not run: {name} had already run out of time {self._cells[name].timeouts} times.")
        if name not in self._assignment.solutions:
            self._require_own_work(item)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
        if call.excinfo is not None and self._outcome is None:
            self._outcome = call.excinfo.value
        return (yield)

    # -- policy ---------------------------------------------------------------------------------------------------

    def _require_own_work(self, item: pytest.Item) -> None:
        """Skip a check of several functions together unless the student wrote enough of them.

        A check of the student's own chain needs all functions written. Any other needs `is_own_work`.
        """
        name = verdicts.cell(item)
        if verdicts.is_own_chain(item):
            missing = [other for other in self._assignment.functions_before(name) if self._is_missing(other)]
            if missing:
                pytest.skip(f"Not run: your own chain needs every function, and {_listed(missing)} not written yet.")
            return
        functions = self._assignment.stands_on.get(name, ())
        if not is_own_work(functions, self.replaced):
            wrong = [function for function in functions if function in self.replaced]
            pytest.skip(
                f"Not run: {name} uses {', '.join(functions)}, and all but one of them must be right: "
                f"{_listed(wrong)} not right yet."
            )

    def _is_missing(self, name: str) -> bool:
        return name in self._sessions.observations.unwritten or self._cells.get(name, _Cell()).stubbed

    def _record(self, item: pytest.Item) -> None:
        cell = self._cells[verdicts.cell(item)]
        own_chain = verdicts.is_own_chain(item)
        if own_chain and isinstance(self._outcome, pytest.skip.Exception):
            return
        death = self._current.death if self._current is not None else None
        verdict, message = verdicts.verdict(death or self._outcome, item)
        cause = verdicts.cause(death or self._outcome)
        hints = verdicts.hints(item, verdict, self._outcome)
        if death is not None and death.cause.timeout:
            cell.timeouts += 1
        if self._current is not None and not own_chain:
            failed = verdict in (Verdict.FAILED, Verdict.RAISED)
            loose = item.get_closest_marker("loose") is not None
            cell.traces.append(Trace.of(self._guest_seed(item), self._current.calls, failed=failed, loose=loose))
        cell.results.append(
            CheckResult(
                name=f"{item.path.name}::{item.name}",
                title=verdicts.title(item),
                verdict=verdict,
                hidden=verdicts.is_hidden(item),
                weight=0.0 if own_chain else verdicts.weight(item),
                message=message[:_MAX_MESSAGE],
                hint=next(iter(hints), None),
                further_hints=hints[1:],
                picture=None if verdicts.is_hidden(item) else verdicts.picture(self._outcome),
                seconds=time.monotonic() - self._started,
                measures=self._measures.taken,
                cause=cause,
            )
        )


def is_own_work(functions: Collection[str], replaced: Collection[str]) -> bool:
    """Whether a check that uses ``functions`` still judges the student's work, given those ``replaced`` by the instructor's.

    One function may be the instructor's, because no mistake costs twice; but not two, and not the only one. Unwritten and
    wrong functions count alike.
    """
    ours = len(set(functions).intersection(replaced))
    return ours == 0 or (ours == 1 < len(functions))


def _listed(names: list[str]) -> str:
    return f"{names[0]} is" if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]} are"
