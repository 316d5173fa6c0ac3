"""The content shown for one graded function: points, checks, messages, hints and pictures.

Owns which message, hint, picture and mistake of a check is shown, and in which words. Must not know markup, styles or
terminals, nor the submission around the function (see `view`).
"""

from __future__ import annotations

import base64
import binascii
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from autograder.model import CellReport, CheckResult, Report, Verdict
from autograder.plaintext import NAME, NOTE, OUTPUT, Block, Words, blocks, legible, one_line, words
from autograder.reports import findings

ICONS: Mapping[Verdict, str] = MappingProxyType(
    {Verdict.PASSED: "✓", Verdict.FAILED: "✗", Verdict.RAISED: "!", Verdict.BROKEN: "?", Verdict.SKIPPED: "–"}
)
AS_ABOVE = "The same as above."
UNWRITTEN = "Not written yet: the cell still raises NotImplementedError."
HINTS = ("Try", "A pointer", "Nearly the answer")  # labels of a check's hints, in their order
PICTURES_PER_CELL = 12
MOST_NOTES = 50

_WHOLE_NETWORK = "training"  # the one cell that is not one function: see autograder.model.CellReport
_ANONYMOUS = re.compile(r"^your code\b", re.MULTILINE)
_PNG = b"\x89PNG\r\n\x1a\n"
PICTURE_BYTES = 1_000_000


@dataclass(frozen=True)
class CheckView:
    """One check as shown.

    ``hints``: a label and a text each, to be shown one by one. ``picture`` is base64 of a PNG, or empty. ``same_as`` says
    which earlier check had the same message, or is empty.
    """

    verdict: Verdict
    icon: str
    title: tuple[Words, ...]
    hidden: bool
    worth: str
    message: tuple[Block, ...]
    same_as: str
    hints: tuple[tuple[str, tuple[Words, ...]], ...]
    misconception: tuple[Words, ...]
    picture: str
    picture_text: str


@dataclass(frozen=True)
class CellView:
    """One graded function as shown.

    ``share`` is the earned part of its points, 0 to 1; ``state`` is ``full``, ``part``, ``none`` or ``broken``.
    ``finding`` says why the function does not exist, or is empty. It may be shown in place of the checks, which all fail
    for this reason.
    """

    name: str
    anchor: str
    points: str
    share: float
    state: str
    count: str
    tally: str
    notes: tuple[str, ...]
    finding: tuple[Block, ...]
    checks: tuple[CheckView, ...]
    output: str


def number(value: float) -> str:
    """Format points: at most two decimals, no trailing zeros."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if value else "0"


def counted(count: float, noun: str) -> str:
    """Format a count with its noun: ``1 point``, ``2 points``."""
    return f"{number(count)} {noun}" if count == 1 else f"{number(count)} {noun}s"


def _worth(check: CheckResult, cell: CellReport) -> str:
    total = sum(each.weight for each in cell.checks)
    if not check.weight or not total:
        return "for information"
    if check.verdict is Verdict.BROKEN:
        return ""
    worth = cell.max_points * check.weight / total
    earned = worth if check.verdict is Verdict.PASSED else 0.0
    return f"{number(earned)} of {number(worth)}"


def _hints(cell: CellReport) -> tuple[tuple[str, ...], ...]:
    """Return the hints to show with each check.

    They explain the idea that is checked, whatever the mistake is. Once the mistake is named, only the first check has hints.
    A call that timed out has no values, so hints about values are left out.
    """
    mistaken = any(check.misconception or check.explanation for check in cell.checks)
    first = next((check for check in cell.checks if findings.failed(check)), None)
    return tuple(
        ()
        if findings.timed_out(check) or check.hint is None or (mistaken and check is not first)
        else (check.hint, *check.further_hints)
        for check in cell.checks
    )


def _message(check: CheckResult, cell: CellReport) -> str:
    """Return the check's message, with the function's name in place of "your code" in the cell of one function.

    The message may quote a student, so the replacement may change a student's words. It only changes what is shown.
    """
    if cell.cell == _WHOLE_NETWORK or not cell.cell.isidentifier():
        return check.message
    return _ANONYMOUS.sub(cell.cell, check.message)


def _check_views(cell: CellReport) -> tuple[CheckView, ...]:
    said: dict[tuple[str, tuple[str, ...]], str] = {}
    explained: set[str] = set()
    views: list[CheckView] = []
    pictures = 0
    before: tuple[str, tuple[str, ...]] | None = None
    for check, hints in zip(cell.checks, _hints(cell), strict=True):
        title = one_line(check.title or check.name)
        message = _message(check, cell)
        told = (message, hints)
        repeated = ""
        if message and told in said:
            repeated = AS_ABOVE if told == before else f"The same as for “{said[told]}”."
        elif message:
            said[told] = title.replace("`", "")
        before = told
        explanation = check.explanation or check.misconception or ""
        explanation = "" if explanation in explained else explanation  # one mistake fails many checks
        explained.add(explanation)
        picture = "" if check.hidden or pictures >= PICTURES_PER_CELL else png(check.picture)
        pictures += bool(picture)
        views.append(
            CheckView(
                verdict=check.verdict,
                icon=ICONS[check.verdict],
                title=words(title),
                hidden=check.hidden,
                worth=_worth(check, cell),
                message=() if repeated else blocks(message),
                same_as=repeated,
                hints=() if repeated else tuple(zip(HINTS, map(words, hints), strict=False)),
                misconception=words(explanation),
                picture=picture,
                picture_text=picture and (_described(picture) or f"Picture for the check “{title}”".replace("`", "")),
            )
        )
    return tuple(views)


def _finding(cell: CellReport, said: dict[str, str]) -> str:
    """Say why the function does not exist, or return an empty string.

    ``said`` maps the reasons already shown to the function that showed each: a repeated reason refers back to it.
    """
    if findings.unwritten(cell):
        return UNWRITTEN
    cause = findings.undefined(cell)
    if cause is None:
        return ""
    first = said.setdefault(cause.words, cell.cell)
    reason = cause.words if first == cell.cell else f"the same as for {first} above."
    return f"{cell.cell} is not defined: {reason}"


def cell_view(cell: CellReport, report: Report, anchor: str = "", said: dict[str, str] | None = None) -> CellView:
    """Return the content shown for one cell of a report.

    Cells that are shown together share one ``said``, so that a reason common to several is written out once.
    """
    share = cell.points / cell.max_points if cell.max_points else 0.0
    state = "full" if share >= 1 else "part" if share > 0 else "none"
    points = f"{number(cell.points)} of {counted(cell.max_points, 'point')}"
    if any(check.verdict is Verdict.BROKEN for check in cell.checks):
        share, state, points = 0.0, "broken", f"no grade yet, of {counted(cell.max_points, 'point')}"
    earning = [check for check in cell.checks if check.weight > 0] or cell.checks  # others only inform
    passed = sum(check.verdict is Verdict.PASSED for check in earning)
    count = f"{passed} of {counted(len(earning), 'check')}" if cell.checks else "no check"
    return CellView(
        name=one_line(cell.cell, NAME),
        anchor=anchor,
        points=points,
        share=share,
        state=state,
        count=count,
        tally=f"{count} passed" if cell.checks else "no check ran",
        notes=tuple(legible(note, NOTE) for note in cell.notes[:MOST_NOTES]),
        finding=blocks(_finding(cell, {} if said is None else said)),
        checks=_check_views(cell),
        output=legible(report.outputs.get(cell.cell, ""), OUTPUT),
    )


def cell_views(report: Report) -> tuple[CellView, ...]:
    """Return the content shown for every cell, each with a unique anchor."""
    anchors: list[str] = []
    for cell in report.cells:
        anchor = "cell-" + re.sub(r"[^A-Za-z0-9_-]+", "-", cell.cell[:60])
        anchors.append(anchor if anchor not in anchors else f"{anchor}-{len(anchors)}")
    said: dict[str, str] = {}
    return tuple(cell_view(cell, report, anchor, said) for cell, anchor in zip(report.cells, anchors, strict=True))


def _described(picture: str) -> str:
    """Return what a PNG in base64 says of its content; empty if it says nothing."""
    from PIL import Image, UnidentifiedImageError  # imported late: most reports hold no picture

    try:
        with Image.open(io.BytesIO(base64.b64decode(picture))) as image:
            return one_line(str(image.info.get("Description", "")), NOTE)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):  # all are raised for files that are damaged
        return ""


def png(picture: str | None) -> str:
    """Return ``picture`` if it is base64 of a PNG that is not too large; else an empty string."""
    if not picture or len(picture) > 2 * PICTURE_BYTES:
        return ""
    try:
        content = base64.b64decode("".join(picture.split()), validate=True)
    except (binascii.Error, ValueError):
        return ""
    return (
        base64.b64encode(content).decode("ascii") if content.startswith(_PNG) and len(content) <= PICTURE_BYTES else ""
    )
