"""Which run of the notebook a check talks to: opened in order, reopened when it died, with failed functions replaced.

A session runs every cell in the student's order, and each check sees what names mean where its check cell is reached. Where a
function failed its own checks, the instructor's takes its place as soon as a cell of the student's defines it, so that what
is graded next is graded on itself. By then that function has its grade: a reference that enters the guest gives nothing away.
"""

from __future__ import annotations

import functools
import hashlib
import re
from dataclasses import dataclass, field, replace
from typing import Any

from ..course.assignment import Assignment
from ..errors import SandboxError
from ..model import Cause, CauseKind
from ..room.process import Room, RoomDied
from ..room.student import Folders, Student, describe, in_words
from ..submission.rebuild import Step, Submission
from . import steps
from .plan import Plan

_TOO_MANY_ENDED = "none of the cells was run, as too many of them end the process"
_MISSING = "its cell is missing from the submission, and no cell above its test cell that the grader runs defines it"
_BELOW = "its cell stands below its test cell, and cells run from top to bottom: move it up"
_RESTARTS = 4  # cells that end the process, each left out in turn, before the notebook is given up
# Characters kept of what one cell printed, and of what all did: the guest cuts its output, but it may be the student's by now.
_MAX_OUTPUT = 25_000
_MAX_OUTPUTS = 500_000


@dataclass
class Observations:
    """What the first run, of the student's own cells alone, showed."""

    outputs: dict[str, str] = field(default_factory=dict)  # by cell name: what it printed
    unwritten: set[str] = field(default_factory=set)  # functions that nobody tried to write
    notes: dict[str, list[str]] = field(default_factory=dict)  # by function


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
        # By function: why it is not defined, where no cell raised.
        self._undefined_by = {
            name: "its cell does not define it" if ("check", name) in cells[index:] else _BELOW
            for index, (kind, name) in reversed(list(enumerate(cells)))
            if kind == "solution"
        }
        self._open: frozenset[str] | None = None  # what is replaced in the session that is open
        self._student: Student | None = None
        self.undefined: dict[str, Cause] = {}  # in that session, by function: why it is not there
        self._left_out: dict[int, Cause] = {}  # steps that ended the process
        self._end = room.spent + self.limits.submission_seconds  # on the room's clock
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
            The room could not be opened; so far that is nobody's doing but ours.
        """
        self._start(frozenset())

    def student(self, cell: str, replaced: frozenset[str], seed: int, *, late: bool = False) -> Student:
        """A proxy to a live session in which just the functions in ``replaced`` are the instructor's.

        Names mean what they mean where the check cell of ``cell`` is reached. ``seed`` seeds the guest's generators anew, so
        that a check does not depend on those before it. ``late``: the function under test has run out of time before.

        Raises
        ------
        SandboxError
            The room could not be opened.
        """
        if self._fault is not None:  # it will not open for the next check either, and each try costs seconds
            raise self._fault
        replaced = replaced.intersection(self._plan.references)
        dead = self._student is not None and self._student.death is not None
        if dead or self._open != replaced or not self._reached(cell, seed):
            self._start(replaced)
            self._reached(cell, seed)  # a session that dies here answers the check's first call: it is gone
        seconds = self.limits.call_seconds
        if late:
            seconds = min(seconds, self.limits.late_call_seconds)
        self._student = Student(self._room, self._functions, seconds, self._folders, self._end)
        return self._student

    def device(self) -> str:
        """The device that the notebook computes on, as the guest has it: for people to read, for nobody to rely on."""
        try:
            answer = self._room.request("drive", {"function": "device", "args": []}, self.limits.call_seconds)
        except RoomDied:
            return "unknown"
        found = re.fullmatch(r"(?:cpu|gpu)\(\d{1,3}\)", answer.body) if isinstance(answer.body, str) else None
        return found[0] if found else "unknown"

    def _reached(self, cell: str, seed: int) -> bool:
        """Go to where a check cell is reached; false where the session died between two checks, by a thread or timer."""
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
        # Every restart died: what is left of the notebook is nothing. An empty session still answers "not defined".
        too_many = Cause(CauseKind.TOO_MANY_ENDED, _TOO_MANY_ENDED, undefined=True)
        self._left_out |= {index: too_many for index, _ in enumerate(self._steps)}
        self._run(replaced)
        self._open, self._observed = replaced, True

    def _run(self, replaced: frozenset[str]) -> bool:
        """Run all cells in a new session; false where a cell ended it (that cell is left out from then on)."""
        try:
            self._begin(replaced)
        except RoomDied:
            # An earlier session may have stopped the room's first process: that room is gone, open another.
            self._begin_afresh(replaced)
        if not self._observed:  # an earlier try saw a part only
            self.observations = Observations()
        self.undefined = {}
        errors: dict[str, Cause] = {}
        for index, step in enumerate(self._steps):
            try:
                self._do(index, step, errors)
            except RoomDied as death:
                self._left_out[index] = _of_its_cell(death.cause.kind, death.cause.words)
                return False
        return True

    def _begin(self, replaced: frozenset[str]) -> None:
        steps.start(self._room, self._driver, guest_seed(self._plan.seed, "start"))
        if replaced:
            references = {name: self._plan.references[name] for name in replaced}
            self._room.request("replace", {"references": references}, self.limits.start_seconds)

    def _begin_afresh(self, replaced: frozenset[str]) -> None:
        try:
            self._begin(replaced)
        except RoomDied as death:  # no student code has run in this room
            raise SandboxError(f"no session could be started in a fresh room: {death}") from death

    def _do(self, index: int, step: Step, errors: dict[str, Cause]) -> None:
        if step.kind != "check" and index in self._left_out:
            errors[step.name], step = self._left_out[index], replace(step, source="")
        body = steps.run(self._room, step, min(self.limits.cell_seconds, self._end - self._room.spent))
        if step.kind == "check":
            self._see_function(step.name, body, errors)
        else:
            self._see_cell(step.name, body, errors)

    def _see_cell(self, name: str, body: dict[str, Any], errors: dict[str, Cause]) -> None:
        text = body.get("text")
        if not self._observed and isinstance(text, str) and text.strip():
            left = _MAX_OUTPUTS - sum(map(len, self.observations.outputs.values()))
            if left > 0:
                self.observations.outputs[name] = text[: min(left, _MAX_OUTPUT)]
        if body.get("error") is not None:
            error, message, where = describe(body["error"])
            kind = CauseKind.NOT_WRITTEN if error == NotImplementedError.__name__ else CauseKind.RAISED
            errors[name] = _of_its_cell(kind, f"raised {in_words(error, message, where)}")

    def _see_function(self, name: str, body: dict[str, Any], errors: dict[str, Cause]) -> None:
        if name not in self._functions:
            return
        if not body.get("defined"):
            none = Cause(CauseKind.NOT_DEFINED, self._undefined_by.get(name, _MISSING), undefined=True)
            self.undefined[name] = cause = errors.get(name, none)
            if not self._observed and cause.kind in (CauseKind.NOT_DEFINED, CauseKind.NOT_WRITTEN):
                self.observations.unwritten.add(name)
        elif body.get("redefined") and not self._observed:
            self.observations.notes.setdefault(name, []).append(
                f"{name} was defined again after its own cell; the last definition before its test cell was graded."
            )


def _of_its_cell(kind: CauseKind, words: str) -> Cause:
    """Why a function is not defined, by what befell its cell; ``words`` are what follows a subject."""
    return Cause(kind, f"its cell {words}", undefined=True)


def guest_seed(seed: int, purpose: object) -> int:
    """What the guest's own generators are seeded with: not the report's seed, which would tell it every input to come."""
    digest = hashlib.sha256(_key(seed) + str(purpose).encode()).digest()
    return int.from_bytes(digest[:4], "big") % 2**31


@functools.lru_cache(maxsize=64)
def _key(seed: int) -> bytes:
    """Of a seed, slowly (0.01 s): the guest sees what is made of it, and there are few enough seeds to try them all."""
    return hashlib.pbkdf2_hmac("sha256", str(seed).encode(), b"guest", 20_000)
