"""The instructor's notebook in a room of its own, where samples and variants stand in a function's place, without student code.

Owns how they get there, and what their answers are asked with. Must not know what is said of a student's function.
"""

from __future__ import annotations

import ast
import contextlib
import functools
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from ..course.assignment import Assignment
from ..course.samples import Sample, solved
from ..errors import SandboxError
from ..room.limits import Limits
from ..room.opening import open_room
from ..room.process import Room, RoomDied
from ..room.student import Call, StudentRaised, describe
from ..submission.rebuild import Step, Submission, read_submission
from . import steps
from .experiments import STANDARD_SEED, Experiment, Request, Trace, grouped, of_calls
from .leaves import Leaf, declared_parts, leaves
from .plan import Plan
from .plugin import CheckPlugin
from .probes import Trial
from .pytest_run import run_suite
from .sessions import Sessions
from .variants import Variant

_START = "start of the notebook"  # a place that a session can go back to, as are the check cells
NOTED = Variant("noted", "", "noted(original)")  # the instructor's function, which notes the kinds of its arguments


class Reference:
    """One assignment's notebook in a session of its own. All samples share it: a session for each would cost a fork.

    The room is opened when first needed, and stays open until `close`.
    """

    def __init__(self, assignment: Assignment, limits: Limits, *, walled: bool) -> None:
        self._assignment = assignment
        self._limits = limits
        self._walled = walled
        self._stack = contextlib.ExitStack()
        self._room: Room | None = None
        self._running = False
        self._last: tuple[Sample, int] | None = None  # the sample whose cell ran last, and the seed
        # By place before a function's own cell: the seed that the cells before it ran with, and whether all that they made can
        # be put back.
        self._prepared: dict[str, tuple[int, bool]] = {}

    def close(self) -> None:
        """Close its room."""
        self._stack.close()

    @property
    def spent(self) -> float:
        """Seconds that have passed on its room's clock."""
        return self._room.spent if self._room is not None else 0.0

    @functools.cached_property
    def _submission(self) -> Submission:
        return read_submission(self._assignment, solved(self._assignment))

    def solution(self, function: str) -> Sample:
        """The instructor's function."""
        return Sample(function, "solution", True, "", self._assignment.solutions[function], "", 1)

    @contextlib.contextmanager
    def alive(self) -> Iterator[None]:
        """Leave the block if the session dies in it, and start a new one next time."""
        try:
            yield
        except (RoomDied, SandboxError) as error:
            self._running = False
            if isinstance(error, SandboxError):
                raise

    def put(self, other: Sample | Variant, function: str, seed: int, *, afresh: bool = False) -> None:
        """Run the instructor's notebook up to the function's check cell, with a sample or a variant in the function's place.

        ``afresh``: of a sample: nothing is left of what came before.
        """
        if isinstance(other, Sample):
            self._run_with(other, seed, afresh=afresh)
            return
        solution = self.solution(function)
        if not self._running or self._last != (solution, seed):
            self._run_with(solution, seed, afresh=False)
        self.exchange(function, other.expression)

    def exchange(self, function: str, expression: str) -> None:
        """Exchange the function that `put` has put in its place."""
        steps.exchange(self._opened(), function, expression)

    def answers(self, function: str, traces: Sequence[Trace]) -> Iterator[Iterator[Any]]:
        """What it answers to the calls of each trace; each call is made when its answer is asked for."""
        for trace in traces:
            steps.go_back(self._opened(), function, trace.seed)
            yield (self.answer(call) for call in trace.calls)

    def asked(self, function: str, experiments: Iterable[Experiment]) -> list[list[Any]]:
        """What it answers to experiments, with the seeds that students get for them."""
        found = []
        for number, experiment in enumerate(experiments):
            steps.go_back(self._opened(), function, number)
            found.append([self.answer(request) for request in experiment.requests])
        return found

    def answer(self, request: Call | Request) -> Any:
        """What it answers to one request now; a `StudentRaised` if it raises."""
        body = {"function": request.function, "args": list(request.args)}
        answer = self._opened().request(request.kind, body, self._limits.call_seconds)
        return StudentRaised(request.function, *describe(answer.body)) if answer.kind == "error" else answer.body

    def trials(
        self, sample: Sample, traces: Sequence[Trace], seed: int, experiments: Sequence[Experiment] = ()
    ) -> list[tuple[Trial, Trace]] | None:
        """The traces taken apart into calls, each with what ``sample`` answers; ``None`` if its session died."""
        with self.alive():
            found = []
            self.put(sample, sample.function, seed, afresh=not experiments)
            for number, (trace, answering) in enumerate(
                zip(traces, self.answers(sample.function, traces), strict=True)
            ):
                answers, place = list(answering), 0
                for group in grouped(trace.calls):
                    experiment = experiments[number] if experiments else of_calls(group)
                    found.append((Trial(experiment, tuple(group), tuple(answers[place : place + len(group)])), trace))
                    place += len(group)
            return found
        return None

    def recorded(self, function: str) -> list[Trace]:
        """The calls that a function's checks make of it where all is right; checks that use a data set make none."""
        checks = [path for name, path in self._assignment.check_files() if name == function]
        plan = Plan(STANDARD_SEED, {function: checks}, {})
        sessions = Sessions(self._assignment, self._submission, self._opened(), plan)
        plugin = CheckPlugin(self._assignment, sessions, plan)
        self._running = False
        sessions.open()
        run_suite(self._assignment.suite, plugin, plan)
        return [trace for trace in plugin.traces(function) if not trace.failed and not trace.loose and trace.calls]

    def leaves(self, function: str, trial: Trial) -> list[Leaf]:
        """The answers of a trial, taken apart, each part beside the right one."""
        names, parts = self.names(function), declared_parts(self._assignment.driver)
        return [
            leaf
            for call, expected in zip(trial.calls, trial.expected, strict=True)
            for leaf in leaves(function, names, call, expected, parts)
        ]

    def kinds(self, used: Iterable[str]) -> tuple[list[Any], list[Any]]:
        """What the last call of `NOTED` has noted: the kinds of its arguments; and the kind and shape of each name ``used``."""
        read = self.answer(Request("read", "kinds", tuple(used)))
        return tuple(read) if isinstance(read, list) and len(read) == 2 else ([], [])

    def names(self, function: str) -> tuple[str, ...]:
        """The parameters of a function, as the instructor calls them."""
        for node in ast.walk(ast.parse(self._assignment.solutions[function])):
            if isinstance(node, ast.FunctionDef) and node.name == function:
                return tuple(arg.arg for arg in node.args.args)
        return ()

    def used(self, function: str) -> dict[str, int]:
        """How often the instructor's function uses which names of the notebook that all students see; none of its own."""
        names = [
            node for node in ast.walk(ast.parse(self._assignment.solutions[function])) if isinstance(node, ast.Name)
        ]
        loaded, own = (
            Counter(node.id for node in names if isinstance(node.ctx, kind)) for kind in (ast.Load, ast.Store)
        )
        known = self.bound | set(self._assignment.solutions)
        excluded = {*own, *self.names(function), function}
        return {name: loaded[name] for name in sorted(known & loaded.keys() - excluded)}

    @functools.cached_property
    def bound(self) -> frozenset[str]:
        """The names that the notebook's cells bind, at the top."""
        found = set()
        for step in self._submission.steps:
            with contextlib.suppress(SyntaxError):
                for node in ast.walk(ast.parse(step.source)):
                    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                        found.add(node.id)
        return frozenset(found)

    def _run_with(self, sample: Sample, seed: int, *, afresh: bool) -> None:
        room = self._opened()
        if not self._running:
            try:
                steps.start(room, self._assignment.driver, seed)
            except RoomDied:  # the room may have ended with its last session: this one opens another
                steps.start(room, self._assignment.driver, seed)
            self._run(Step("check", _START, ""))
            self._running, self._prepared, self._last = True, {}, None
        names = [(step.kind, step.name) for step in self._submission.steps]
        own, check = names.index(("solution", sample.function)), names.index(("check", sample.function))
        place = f"cell of {sample.function}" + (", for experiments" if seed == STANDARD_SEED else "")
        prepared, whole = self._prepared.get(place, (None, False))
        if prepared != seed or (afresh and not whole):
            steps.go_back(room, _START, seed)
            for step in self._submission.steps[:own]:
                self._run(step)
            self._prepared[place] = seed, steps.keep(room, place)
        steps.go_back(room, place, seed)
        self._run(replace(self._submission.steps[own], source=sample.source))
        for step in self._submission.steps[own + 1 : check + 1]:
            self._run(step)
        self._last = sample, seed

    def _opened(self) -> Room:
        if self._room is None:
            self._room = self._stack.enter_context(open_room(limits=self._limits, walled=self._walled))
        return self._room

    def _run(self, step: Step) -> None:
        steps.run(self._opened(), step, self._limits.cell_seconds)
