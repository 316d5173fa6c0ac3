"""What a reader is shown of a report, before it becomes HTML or terminal text.

Owns every choice of what is shown of a submission and in which words, and cleans every string on the way; what is shown
of one function is the cells'. Must not know markup, styles or terminals: renderers only lay out what stands here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from autograder.model import Report, Verdict
from autograder.plaintext import NAME, NOTE, OUTPUT, Words, legible, one_line, words
from autograder.reports import findings
from autograder.reports.cells import (
    AS_ABOVE,
    ICONS,
    MOST_NOTES,
    CellView,
    CheckView,
    cell_view,
    cell_views,
    counted,
    number,
)

__all__ = [
    "AS_ABOVE",
    "ICONS",
    "MEANINGS",
    "NO_GRADE",
    "VISIBLE_ONLY",
    "CellView",
    "CheckView",
    "Step",
    "cell_view",
    "cell_views",
    "counted",
    "environment",
    "facts",
    "legend",
    "missing_layers",
    "next_step",
    "notes",
    "number",
    "other_outputs",
    "stand_in",
    "student_name",
    "waiting",
]

MEANINGS: Mapping[Verdict, str] = MappingProxyType(
    {
        Verdict.PASSED: "the check held",
        Verdict.FAILED: "your code answered, and the answer is not what the task asks for",
        Verdict.RAISED: "your code raised an error, ran out of time or memory, or its process died",
        Verdict.BROKEN: "a fault of the grader, not of your work: your instructor has to grade again",
        Verdict.SKIPPED: "the check did not run and earns nothing: its message says why",
    }
)
VISIBLE_ONLY = (
    "These are the visible checks only. The grader also runs hidden checks, and points depend on all of them."
)
NO_GRADE = "The grader itself had a fault, so this is not a grade yet. It is not your work that failed."
_ENVIRONMENT_LABELS: Mapping[str, str] = MappingProxyType(
    {"mxnet": "MXNet", "numpy": "NumPy", "data": "Data set", "dataset": "Data set"}
)
_ELSEWHERE = frozenset({"data_note", "missing_layers"})
MOST_OUTPUTS = 50


def student_name(student: str | None) -> str:
    """Return the student's name fit to be shown, a dash where there is none."""
    return one_line(student, NAME) if student else "–"


def notes(report: Report) -> tuple[str, ...]:
    """Return the notes on the submission as a whole."""
    return tuple(legible(note, NOTE) for note in report.notes[:MOST_NOTES])


def other_outputs(report: Report) -> tuple[tuple[str, str], ...]:
    """Return name and text of the outputs that belong to no graded cell."""
    graded = {cell.cell for cell in report.cells}
    return tuple(
        (one_line(name, NAME), shown)
        for name, text in list(report.outputs.items())[:MOST_OUTPUTS]
        if name not in graded and (shown := legible(text, OUTPUT))
    )


def stand_in(report: Report) -> str:
    """Return the sentence about data that stood in for the requested set; empty where nothing did."""
    return legible(report.environment.get("data_note", ""), NOTE)


def missing_layers(report: Report) -> str:
    """Return the layers of the sandbox that this grade was made without; empty where none was missing."""
    return one_line(report.environment.get("missing_layers", ""), NOTE)


def environment(report: Report) -> tuple[tuple[str, str], ...]:
    """Return label and value of what graded, without what is told elsewhere on the page."""
    return _labelled(report.environment)


def _labelled(environment: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (_ENVIRONMENT_LABELS.get(key) or one_line(key.replace("_", " "), NAME).capitalize(), one_line(value, NOTE))
        for key, value in environment.items()
        if key not in _ELSEWHERE and value
    )


def facts(report: Report) -> tuple[tuple[str, str], ...]:
    """Return the `environment` with the layers that the sandbox lacked beside its name."""
    rest = {key: value for key, value in report.environment.items() if key != "sandbox"}
    sandbox = "; ".join(filter(None, (report.environment.get("sandbox"), missing_layers(report))))
    return _labelled({**rest, "sandbox": sandbox})


def waiting(report: Report, manual_score: float | None = None) -> str:
    """Say what part of the points a person gives, and whether that has happened."""
    if not report.manual_points:
        return ""
    if manual_score is None:
        verb = "waits" if report.manual_points == 1 else "wait"
        return f"{counted(report.manual_points, 'point')} {verb} for the grader's reading of the written question."
    return f"The written question: {number(manual_score)} of {counted(report.manual_points, 'point')}."


@dataclass(frozen=True)
class Step:
    """Where to go on: a sentence, and the anchor of the cell that it speaks of."""

    sentence: tuple[Words, ...]
    anchor: str = ""


def next_step(report: Report, cells: tuple[CellView, ...], *, visible_only: bool = False) -> Step | None:
    """Say where to start: the first check of the first function that did not pass."""
    for cell, shown in zip(report.cells, cells, strict=True):
        for check in cell.checks:
            if findings.failed(check) and check.weight:
                title = one_line(check.title or check.name).replace("`", "")
                name = shown.name.replace("`", "")
                where = f", and there with “{title}”"
                if findings.missing(cell):
                    where = ": it is not written yet" if findings.unwritten(cell) else ": it is not defined"
                return Step(words(f"Start with `{name}`{where}."), shown.anchor)
    if not report.cells or any(check.verdict is not Verdict.PASSED for cell in report.cells for check in cell.checks):
        return None
    return Step(words("All visible checks passed." if visible_only else "Every check passed. Well done."))


def legend(report: Report) -> tuple[tuple[Verdict, str, str], ...]:
    """Return verdict, icon and meaning of the verdicts that are shown: those behind a finding are not."""
    used = {check.verdict for cell in report.cells if not findings.missing(cell) for check in cell.checks}
    return tuple((verdict, ICONS[verdict], MEANINGS[verdict]) for verdict in Verdict if verdict in used)
