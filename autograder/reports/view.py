"""The content of a submission's report, before it becomes HTML or terminal text.

Owns which parts of a submission's report are shown and in which words, and makes every string safe to show; `cells` does so
for one function. Must not know markup, styles or terminals: renderers only lay this content out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from autograder.model import Lateness, Report, Verdict
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
    "changed",
    "counted",
    "environment",
    "facts",
    "final_score",
    "late_sentence",
    "late_short",
    "late_words",
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
    """Return the student's name made safe to show; a dash if there is none."""
    return one_line(student, NAME) if student else "–"


def notes(report: Report) -> tuple[str, ...]:
    """Return the notes on the submission as a whole."""
    return tuple(legible(note, NOTE) for note in report.notes[:MOST_NOTES])


def other_outputs(report: Report) -> tuple[tuple[str, str], ...]:
    """Return the name and the text of each output that belongs to no graded cell."""
    graded = {cell.cell for cell in report.cells}
    return tuple(
        (one_line(name, NAME), shown)
        for name, text in list(report.outputs.items())[:MOST_OUTPUTS]
        if name not in graded and (shown := legible(text, OUTPUT))
    )


def stand_in(report: Report) -> str:
    """Return the sentence about stand-in data used in place of the requested data set; empty if none was used."""
    return legible(report.environment.get("data_note", ""), NOTE)


def missing_layers(report: Report) -> str:
    """Return the sandbox's layers that were missing when this was graded; empty if none was."""
    return one_line(report.environment.get("missing_layers", ""), NOTE)


def environment(report: Report) -> tuple[tuple[str, str], ...]:
    """Return label and value of each fact about the grading's environment, without those shown elsewhere on the page."""
    return _labelled(report.environment)


def _labelled(environment: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (_ENVIRONMENT_LABELS.get(key) or one_line(key.replace("_", " "), NAME).capitalize(), one_line(value, NOTE))
        for key, value in environment.items()
        if key not in _ELSEWHERE and value
    )


def facts(report: Report) -> tuple[tuple[str, str], ...]:
    """Return the `environment`, with the sandbox's missing layers added to the entry about the sandbox."""
    rest = {key: value for key, value in report.environment.items() if key != "sandbox"}
    sandbox = "; ".join(filter(None, (report.environment.get("sandbox"), missing_layers(report))))
    return _labelled({**rest, "sandbox": sandbox})


def waiting(report: Report, manual_score: float | None = None) -> str:
    """Return a sentence about the points that a person gives: still to come, or how many; empty if there are none."""
    if not report.manual_points:
        return ""
    if manual_score is None:
        verb = "waits" if report.manual_points == 1 else "wait"
        return f"{counted(report.manual_points, 'point')} {verb} for the grader's reading of the written question."
    return f"The written question: {number(manual_score)} of {counted(report.manual_points, 'point')}."


def late_words(late: Lateness) -> str:
    """Return by how much a submission was late and what that costs, as a phrase; empty if it was not."""
    if not late:
        return ""
    cost = f"minus {counted(late.penalty, 'point')}" if late.penalty else "no points lost"
    return f"late by {late.delay}, {cost}" if late.seconds > 0 else cost


def late_short(late: Lateness, minus: str) -> str:
    """Return ``1 day, 2:00:00 (-1.5)``: the delay, and the points that it costs; empty if there is none."""
    penalty = f" ({minus}{number(late.penalty)})" if late.penalty else ""
    return f"{late.delay}{penalty}" if late else ""


def late_sentence(late: Lateness) -> str:
    """Return `late_words` as a sentence for the student, with the rule; empty if the submission was not late."""
    rule = f": {late.policy}" if late.policy else ""
    return f"Handed in {late_words(late)}{rule}." if late else ""


def final_score(report: Report, manual_score: float | None, late: Lateness) -> float:
    """Return the points of the report and of a person minus the late penalty, at least 0."""
    return round(max(0.0, report.score + (manual_score or 0.0) - late.penalty), 2)


def changed(report: Report, manual_score: float | None, late: Lateness, score: float | None) -> str:
    """Return a sentence about points that a person changed in the gradebook; empty if ``score`` holds none."""
    expected = final_score(report, manual_score, late)
    if score is None or abs(score - expected) < 0.005:
        return ""
    sign = "plus" if score > expected else "minus"
    return f"The grader changed points by hand: {sign} {counted(abs(score - expected), 'point')}."


@dataclass(frozen=True)
class Step:
    """A suggestion where to continue: a sentence, and the anchor of the cell it is about."""

    sentence: tuple[Words, ...]
    anchor: str = ""


def next_step(report: Report, cells: tuple[CellView, ...], *, visible_only: bool = False) -> Step | None:
    """Suggest where to start: the first failed check of the first function that has one."""
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
    """Return verdict, icon and meaning of each verdict shown; checks replaced by a finding are not shown."""
    used = {check.verdict for cell in report.cells if not findings.missing(cell) for check in cell.checks}
    return tuple((verdict, ICONS[verdict], MEANINGS[verdict]) for verdict in Verdict if verdict in used)
