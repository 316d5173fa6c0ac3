"""Results of grading as frozen values: verdicts, check results, cells and reports.

Owns the values that grading passes to reports, the gradebook and the command line. Must not know how a check runs, how a
report is rendered, or that nbgrader exists.
"""

from __future__ import annotations

import enum
import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import Any

SCHEMA = 1
MAX_WEIGHT = 1e6  # of one check: sums over thousands of checks stay finite
_LONGEST_NAME = 80  # characters of a measurement's name


class Verdict(enum.StrEnum):
    """The outcome of one check.

    ``passed``: the assertion held. ``failed``: it did not. ``raised``: the guest raised, died, ran out of time or sent
    bytes that cannot be read. ``broken``: our own fault, never the student's. ``skipped``: did not run, earns nothing.
    """

    PASSED = "passed"
    FAILED = "failed"
    RAISED = "raised"
    BROKEN = "broken"
    SKIPPED = "skipped"


class CauseKind(enum.StrEnum):
    """How a call, or the cell that should define a function, failed.

    ``not_written``: it raised NotImplementedError, as the released stub does. ``raised``: the cell raised another error.
    ``timed_out``: it exceeded its time limit. ``time_used_up``: the submission had used up its time. ``ended``: it ended its
    own process. ``too_many_ended``: no cell was run, because too many of them end the process. ``died``: the process died in
    another way, or sent bytes that cannot be read. ``not_defined``: no cell raised, and none defines the function.
    """

    NOT_WRITTEN = "not_written"
    RAISED = "raised"
    TIMED_OUT = "timed_out"
    TIME_USED_UP = "time_used_up"
    ENDED = "ended"
    TOO_MANY_ENDED = "too_many_ended"
    DIED = "died"
    NOT_DEFINED = "not_defined"


@dataclass(frozen=True)
class Cause:
    """Why a check *raised*. ``kind`` never depends on the student's output or on the message of an error.

    ``undefined``: true if a cell failed, so that there is no function to call; false if a call failed. ``words`` are for
    people: the predicate of a sentence about the function, or the reason why it is not defined. They may quote the student.
    """

    kind: CauseKind
    words: str = ""
    undefined: bool = False

    @property
    def timeout(self) -> bool:
        """Whether a time limit was exceeded: of one call or cell, or of the submission."""
        return self.kind in (CauseKind.TIMED_OUT, CauseKind.TIME_USED_UP)


@dataclass(frozen=True)
class Measure:
    """A count that a check reports beside its verdict: ``right`` successes out of ``total`` trials.

    Raises
    ------
    ValueError
        The name is empty, too long or has several lines; or the numbers are not whole, or not 0 <= right <= total > 0.
    """

    name: str
    right: int
    total: int

    def __post_init__(self) -> None:
        if type(self.name) is not str or not self.name.strip() or not self.name.isprintable():
            raise ValueError(f"measure: expected a name in one line, got {self.name!r}")
        if len(self.name) > _LONGEST_NAME:
            raise ValueError(f"measure: expected a name of at most {_LONGEST_NAME} characters, got {len(self.name)}")
        if type(self.right) is not int or type(self.total) is not int or not 0 <= self.right <= self.total > 0:
            got = f"right={self.right!r}, total={self.total!r}"
            raise ValueError(f"measure {self.name!r}: expected whole numbers, 0 <= right <= total > 0, got {got}")

    @property
    def share(self) -> float:
        """Successes as a share of the trials, 0 to 1."""
        return self.right / self.total


@dataclass(frozen=True)
class CheckResult:
    """The result of one check.

    ``weight`` is the check's share within its cell (0: shown, but earns nothing). ``picture`` is a base64-encoded PNG, or
    ``None``. ``hint`` and ``misconception`` are ``None`` if there is none; ``further_hints`` are to be shown one by one after
    ``hint``; ``explanation`` is a sentence about the misconception. ``seconds`` is wall time. ``measures`` are reported for
    any verdict and weight. ``cause`` says why a check *raised*; it is ``None`` for other verdicts, and if a call raised an
    error other than NotImplementedError.

    Raises
    ------
    ValueError
        ``weight`` is not a number from 0 to `MAX_WEIGHT`.
    """

    name: str
    title: str
    verdict: Verdict
    hidden: bool = False
    weight: float = 1.0
    message: str = ""
    hint: str | None = None
    misconception: str | None = None
    explanation: str | None = None
    picture: str | None = None
    seconds: float = 0.0
    measures: tuple[Measure, ...] = ()
    cause: Cause | None = None
    further_hints: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.weight <= MAX_WEIGHT:
            raise ValueError(f"{self.name}: weight: expected 0 to {MAX_WEIGHT:g}, got {self.weight!r}")


@dataclass(frozen=True)
class CellReport:
    """The result of one graded cell.

    ``cell`` is the function's name (``training`` for the accuracy check). ``notes`` are sentences about the cell.
    """

    cell: str
    max_points: float
    checks: tuple[CheckResult, ...]
    notes: tuple[str, ...] = ()

    @property
    def points(self) -> float:
        """Points earned: ``max_points`` times the weighted share of passed checks, rounded to 2 decimals.

        The rounded points never exceed ``max_points``, which may have more decimals.
        """
        total = sum(check.weight for check in self.checks)
        if total == 0:
            return 0.0
        passed = sum(check.weight for check in self.checks if check.verdict is Verdict.PASSED)
        return min(round(self.max_points * passed / total, 2), self.max_points)


@dataclass(frozen=True)
class Lateness:
    """How many ``seconds`` after the due date, extension included, a submission came; 0: in time, or nobody knows when.

    ``penalty``: the points that it costs. ``policy``: the rule, in words; empty if there is none.
    """

    seconds: float = 0.0
    penalty: float = 0.0
    policy: str = ""

    def __bool__(self) -> bool:
        return self.seconds > 0 or self.penalty != 0

    @property
    def delay(self) -> str:
        """The delay in words, such as ``1 day, 2:00:00``, rounded to seconds."""
        return str(timedelta(seconds=max(1, round(self.seconds))))


IN_TIME = Lateness()


@dataclass(frozen=True)
class Report:
    """The full result of grading one submission; complete unless a check was *broken*.

    ``manual_points`` are given by a person later: they count in ``max_score`` and never in ``score``. ``seconds`` is wall
    time. ``environment`` describes the grading machine (MXNet's version, the device, the data set, missing sandbox layers).
    ``notes`` are sentences about the submission as a whole. ``outputs`` maps the ``grade_id`` of a solution cell to the text
    that the cell printed.
    """

    assignment: str
    seed: int
    cells: tuple[CellReport, ...]
    student: str | None = None
    manual_points: float = 0.0
    seconds: float = 0.0
    environment: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    outputs: Mapping[str, str] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        """Whether no check is *broken*: only then is the score a grade."""
        return all(check.verdict is not Verdict.BROKEN for cell in self.cells for check in cell.checks)

    @property
    def score(self) -> float:
        return round(math.fsum(cell.points for cell in self.cells), 2)

    @property
    def max_score(self) -> float:
        return round(math.fsum(cell.max_points for cell in self.cells) + self.manual_points, 2)

    def to_dict(self) -> dict[str, Any]:
        """The JSON report (schema 1). Fields may be added, never renamed."""
        return {
            "schema": SCHEMA,
            "assignment": self.assignment,
            "student": self.student,
            "seed": self.seed,
            "complete": self.complete,
            "score": self.score,
            "max_score": self.max_score,
            "manual_points": self.manual_points,
            "seconds": round(self.seconds, 3),
            "environment": dict(self.environment),
            "notes": list(self.notes),
            "outputs": dict(self.outputs),
            "cells": [
                {
                    "cell": cell.cell,
                    "points": cell.points,
                    "max_points": cell.max_points,
                    "notes": list(cell.notes),
                    "checks": [
                        {
                            "name": check.name,
                            "title": check.title,
                            "verdict": check.verdict.value,
                            "hidden": check.hidden,
                            "weight": check.weight,
                            "message": check.message,
                            "hint": check.hint,
                            "further_hints": list(check.further_hints),
                            "misconception": check.misconception,
                            "explanation": check.explanation,
                            "picture": check.picture,
                            "seconds": round(check.seconds, 3),
                            "measures": [
                                {"name": each.name, "right": each.right, "total": each.total} for each in check.measures
                            ],
                            "cause": None if check.cause is None else asdict(check.cause),
                        }
                        for check in cell.checks
                    ],
                }
                for cell in self.cells
            ],
        }

    def to_json(self) -> str:
        """`to_dict` as JSON text (RFC 8259: no NaN), newline at the end."""
        return json.dumps(self.to_dict(), indent=1, ensure_ascii=False, allow_nan=False) + "\n"

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Report:
        """Read a report from the result of `to_dict`.

        Raises
        ------
        ValueError
            The schema is not 1, or a field is missing.
        """
        if data.get("schema") != SCHEMA:
            raise ValueError(f"report schema: expected {SCHEMA}, got {data.get('schema')!r}")
        try:
            cells = tuple(
                CellReport(
                    cell=cell["cell"],
                    max_points=cell["max_points"],
                    notes=tuple(cell["notes"]),
                    checks=tuple(map(_check_result, cell["checks"])),
                )
                for cell in data["cells"]
            )
            return cls(
                assignment=data["assignment"],
                student=data["student"],
                seed=data["seed"],
                cells=cells,
                manual_points=data["manual_points"],
                seconds=data["seconds"],
                environment=dict(data["environment"]),
                notes=tuple(data["notes"]),
                outputs=dict(data["outputs"]),
            )
        except (KeyError, TypeError) as error:
            raise ValueError(f"report: a field is missing or unknown: {error}") from error


def _check_result(data: Mapping[str, Any]) -> CheckResult:
    # Reports of earlier versions of the kit have no measures, causes or further hints.
    measures = tuple(Measure(**each) for each in data.get("measures", ()))
    cause = data.get("cause")
    if cause is not None:
        cause = Cause(**{**cause, "kind": CauseKind(cause["kind"])})
    read = {"verdict": Verdict(data["verdict"]), "measures": measures, "cause": cause}
    return CheckResult(**{**data, **read, "further_hints": tuple(data.get("further_hints", ()))})
