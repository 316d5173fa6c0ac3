"""Sessions: runs of the notebook that checks call into, with failed functions replaced by the instructor's.

A session runs all cells in the student's order. A check sees what names mean where its check cell is reached. If a session
dies, the next check gets a new one. A function that failed its own checks is replaced by the instructor's as soon as a
student's cell defines it, so that later functions are graded on their own code. The replaced function has its grade by
then, so the reference solution in the guest gives nothing away.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ..course.assignment import Assignment
from ..errors import SandboxError
from ..model import Cause, CauseKind
from ..room.process import Room, RoomDied
from ..room.student import Call, Description, Folders, Student, StudentRaised, describe, in_words
from ..submission.rebuild import Step, Submission
from . import steps
from .experiments import STANDARD_SEED, Experiment
from .plan import Plan

_TOO_MANY_ENDED = "none of the cells was run, as too many of them end the process"
_MISSING = "its cell is missing from the submission, and no cell above its test cell that the grader runs defines it"
_BELOW = "its cell stands below its test cell, and cells run from top to bottom: move it up"
_RESTARTS = 4  # after so many restarts, each without the cell that ended the process, no cell is run
# Characters of output kept for one cell and for all cells. The guest has a limit too, but student code may control the guest.
_MAX_OUTPUT = 25_000
_MAX_OUTPUTS = 500_000
# Seconds of the room's clock for the diagnosis of one function: for the cells of its session, and for its experiments.
_PREPARE, _EXPERIMENT = 5.0, 2.0


@dataclass
class Observations:
    """Facts from the first session, in which nothing is replaced."""

    outputs: dict[str, str] = field(default_factory=dict)  # printed text, by cell name
    unwritten: set[str] = field(default_factory=set)  # functions not defined, or whose cell raised NotImplementedError
    # By function that does nothing but raise NotImplementedError: what every call raises. The guest says so, and cannot gain
    # by it: such a function passes no check.
    stubs: dict[str, Description] = field(default_factory=dict)
    notes: dict[str, list[str]] = field(default_factory=dict)  # sentences, by function


class Sessions:
    """One submission's sessions in one room."""

    def __init__(self, assignment: Assignment, submission: Submission, room: Room, plan: Plan) -> None:
        self._room = room
        self._plan = plan
        self._driver = assignment.driver
        self._functions = frozenset(assignment.points)
        self._folders = Folders.of(room.view)
        self.limits = room.view.limits
        self._steps = submission.steps
        cells = [(step.kind, step.name) for step in submission.steps]
        # By function: the reason why it is not defined, if no cell raised.
        self._undefined_by = {
            name: "its cell does not define it" if ("check", name) in cells[index:] else _BELOW
            for index, (kind, name) in reversed(list(enumerate(cells)))
            if kind == "solution"
        }
        self._open: frozenset[str] | None = None  # the functions replaced in the open session; None: no session
        self._student: Student | None = None
        self.undefined: dict[str, Cause] = {}  # by function: why the open session does not define it
        self._left_out: dict[int, Cause] = {}  # by index: steps that ended the process
        self._end = room.spent + self.limits.submission_seconds  # on the room's clock
        self._seed = guest_seed(plan.seed, "start")
        self.observations = Observations()
        self._observed = False
        self._fault: SandboxError | None = None

    @property
    def out_of_time(self) -> bool:
        """Whether the submission has used up its time on the room's clock."""
        return self._room.spent > self._end

    def open(self) -> None:
        """Run the student's own cells for the first time, which fills `observations`.

        Raises
        ------
        SandboxError
            The room could not be opened. No student code has run yet, so this is our own fault.
        """
        self._start(frozenset())

    def stub(self, cell: str, seed: int) -> Student | None:
        """As `student`, for a function that is not written: its calls need no session. ``None`` if it is written.

        Other requests go to the session that is open, whichever functions are replaced there. What they answer counts only
        if it is the error of the function itself (`StudentRaised.unwritten`), which the others cannot change. If it is not,
        ask `student`.
        """
        described = self.observations.stubs.get(cell)
        alive = self._open is not None and (self._student is None or self._student.death is None)
        if described is None or not alive or self._fault is not None or not self._reached(cell, seed):
            return None
        self._student = self._proxy(self.limits.call_seconds, (cell, described))
        return self._student

    def student(self, cell: str, replaced: frozenset[str], seed: int, *, late: bool = False) -> Student:
        """A proxy to a live session in which exactly the functions in ``replaced`` are the instructor's.

        Names mean what they mean where the check cell of ``cell`` is reached. ``seed`` seeds the guest's random generators, so
        that no check depends on earlier ones. ``late``: the function under test has exceeded its time limit before.

        Raises
        ------
        SandboxError
            The room could not be opened.
        """
        if self._fault is not None:  # do not try again for each check: every try takes seconds
            raise self._fault
        replaced = replaced.intersection(self._plan.references)
        dead = self._student is not None and self._student.death is not None
        if dead or self._open != replaced or not self._reached(cell, seed):
            self._start(replaced)
            self._reached(cell, seed)  # if it dies here, the check's first call reports it
        seconds = self.limits.call_seconds
        if late:
            seconds = min(seconds, self.limits.late_call_seconds)
        self._student = self._proxy(seconds)
        return self._student

    def _proxy(self, seconds: float, stub: tuple[str, Description] | None = None) -> Student:
        return Student(self._room, self._functions, seconds, self._folders, self._end, stub)

    def answers(self, cell: str, replaced: frozenset[str], experiments: Sequence[Experiment]) -> list[list[Call]]:
        """The calls of experiments on the function of ``cell``, in a new session, for the diagnosis after all checks.

        Its seeds are the same for all submissions: see `STANDARD_SEED`.
        Those after the first that is not answered in time are left out. The session's cells may take `_PREPARE` seconds, the
        experiments together `_EXPERIMENT`: a hostile function can end the diagnosis, and nothing else.

        Raises
        ------
        SandboxError
            The room could not be opened.
        """
        (end, seed), self._seed = (self._end, self._seed), STANDARD_SEED
        self._end = min(end, self._room.spent + _PREPARE)
        found: list[list[Call]] = []
        try:
            self._start(replaced.intersection(self._plan.references))
            self._end = min(end, self._room.spent + _EXPERIMENT)
            for number, experiment in enumerate(experiments):
                if not self._reached(cell, number):
                    break
                student = self._proxy(_EXPERIMENT)
                for request in experiment.requests:
                    with contextlib.suppress(StudentRaised):
                        student.ask(request.kind, request.function, *request.args)
                if student.death is not None or len(student.calls) < len(experiment.requests):
                    break
                found.append(student.calls)
        finally:
            self._end, self._seed = end, seed
        return found

    def device(self) -> str:
        """The device on which the notebook computes, according to the guest: for display only, not to be trusted."""
        try:
            answer = self._room.request("drive", {"function": "device", "args": []}, self.limits.call_seconds)
        except RoomDied:
            return "unknown"
        found = re.fullmatch(r"(?:cpu|gpu)\(\d{1,3}\)", answer.body) if isinstance(answer.body, str) else None
        return found[0] if found else "unknown"

    def _reached(self, cell: str, seed: int) -> bool:
        """Go to where a check cell is reached; false if the session has died, for instance by a student's thread or timer."""
        try:
            steps.go_back(self._room, cell, seed)
        except RoomDied:
            return False
        return True

    def _start(self, replaced: frozenset[str]) -> None:
        try:
            self._start_all(replaced)
        except SandboxError as fault:
            self._fault = fault
            raise

    def _start_all(self, replaced: frozenset[str]) -> None:
        self._open, self._student = None, None
        for _ in range(_RESTARTS + 1):
            if self._run(replaced):
                self._open = replaced
                self._observed = True
                return
        # Every restart died, so no cell is run. An empty session can still report that functions are not defined.
        too_many = Cause(CauseKind.TOO_MANY_ENDED, _TOO_MANY_ENDED, undefined=True)
        self._left_out |= {index: too_many for index, _ in enumerate(self._steps)}
        self._run(replaced)
        self._open, self._observed = replaced, True

    def _run(self, replaced: frozenset[str]) -> bool:
        """Run all cells in a new session; false if a cell ended it (that cell is left out from then on)."""
        try:
            self._begin(replaced)
        except RoomDied:
            # An earlier session may have stopped the room's first process, which ends the room: open another.
            self._begin_afresh(replaced)
        if not self._observed:  # discard the facts of an incomplete earlier try
            self.observations = Observations()
        self.undefined = {}
        errors: dict[str, Cause] = {}
        for index, step in enumerate(self._steps):
            try:
                self._run_step(index, step, errors)
            except RoomDied as death:
                self._left_out[index] = _of_its_cell(death.cause.kind, death.cause.words)
                return False
        return True

    def _begin(self, replaced: frozenset[str]) -> None:
        steps.start(self._room, self._driver, self._seed)
        if replaced:
            references = {name: self._plan.references[name] for name in replaced}
            self._room.request("replace", {"references": references}, self.limits.start_seconds)

    def _begin_afresh(self, replaced: frozenset[str]) -> None:
        try:
            self._begin(replaced)
        except RoomDied as death:  # no student code has run in this room
            raise SandboxError(f"no session could be started in a fresh room: {death}") from death

    def _run_step(self, index: int, step: Step, errors: dict[str, Cause]) -> None:
        if step.kind != "check" and index in self._left_out:
            errors[step.name], step = self._left_out[index], replace(step, source="")
        body = steps.run(self._room, step, min(self.limits.cell_seconds, self._end - self._room.spent))
        if step.kind == "check":
            self._note_function(step.name, body, errors)
        else:
            self._note_cell(step.name, body, errors)

    def _note_cell(self, name: str, body: dict[str, Any], errors: dict[str, Cause]) -> None:
        text = body.get("text")
        if not self._observed and isinstance(text, str) and text.strip():
            left = _MAX_OUTPUTS - sum(map(len, self.observations.outputs.values()))
            if left > 0:
                self.observations.outputs[name] = text[: min(left, _MAX_OUTPUT)]
        if body.get("error") is not None:
            described = describe(body["error"])
            kind = CauseKind.NOT_WRITTEN if described[0] == NotImplementedError.__name__ else CauseKind.RAISED
            errors[name] = _of_its_cell(kind, f"raised {in_words(*described)}")

    def _note_function(self, name: str, body: dict[str, Any], errors: dict[str, Cause]) -> None:
        if name not in self._functions:
            return
        if not body.get("defined"):
            none = Cause(CauseKind.NOT_DEFINED, self._undefined_by.get(name, _MISSING), undefined=True)
            self.undefined[name] = cause = errors.get(name, none)
            if not self._observed and cause.kind in (CauseKind.NOT_DEFINED, CauseKind.NOT_WRITTEN):
                self.observations.unwritten.add(name)
            return
        described = describe(body.get("unwritten"))
        if not self._observed and described[0] == NotImplementedError.__name__:
            self.observations.stubs[name] = described
        if body.get("redefined") and not self._observed:
            self.observations.notes.setdefault(name, []).append(
                f"{name} was defined again after its own cell; the last definition before its test cell was graded."
            )


def _of_its_cell(kind: CauseKind, words: str) -> Cause:
    """The cause of an undefined function whose cell failed; ``words`` are the predicate of a sentence about that cell."""
    return Cause(kind, f"its cell {words}", undefined=True)


def guest_seed(seed: int, purpose: object) -> int:
    """A seed for the guest's random generators. It must not reveal the report's seed, which determines all inputs."""
    digest = hashlib.sha256(_key(seed) + str(purpose).encode()).digest()
    return int.from_bytes(digest[:4], "big") % 2**31


@functools.lru_cache(maxsize=64)
def _key(seed: int) -> bytes:
    """A key derived slowly (0.01 s) from a seed, so that the guest cannot try all 2**31 seeds to find the report's."""
    return hashlib.pbkdf2_hmac("sha256", str(seed).encode(), b"guest", 20_000)
