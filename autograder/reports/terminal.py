"""Text for terminals: the report of one submission, and the table of a class.

Owns layout in columns and colour for terminals. Must not know HTML, and prints nothing: the command line does.
Strings never pass through Rich's markup, so a student may be called ``[red]``.
"""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rich import box
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.measure import Measurement
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from autograder.model import Report, Verdict
from autograder.plaintext import NAME, Words, one_line
from autograder.reports import view
from autograder.reports.summary import CellSummary, ClassFigures, Summary, class_figures, shown_student

_STYLES = {
    Verdict.PASSED: "green",
    Verdict.FAILED: "bold red",
    Verdict.RAISED: "bold yellow",
    Verdict.BROKEN: "bold magenta",
    Verdict.SKIPPED: "dim",
}
_STATES = {"full": ("✓", "green"), "part": ("~", "yellow"), "none": ("✗", "red"), "broken": ("?", "magenta")}
_WIDEST = 100
_ANY_WIDTH = 10_000  # columns: Rich caps a table's measured width at the width allowed, so measuring allows this much
_BESIDE = 14  # character columns of the class table for the score and between its columns
_NAMED = 20  # submissions without a grade that the class table names


def _drawn(parts: Iterable[RenderableType], width: int | None, *, colour: bool) -> str:
    columns = min(shutil.get_terminal_size((_WIDEST, 24)).columns, _WIDEST) if width is None else width
    out = io.StringIO()
    console = Console(
        file=out,
        width=max(columns, 20),
        force_terminal=colour,
        color_system="standard" if colour else None,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
        force_jupyter=False,  # in a notebook Rich would display the text itself, with an additional empty frame
        _environ={},
    )
    for part in parts:
        console.print(part)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def _sentence(parts: tuple[Words, ...]) -> Text:
    return Text.assemble(*((part.text, "cyan" if part.code else "") for part in parts))


def _check(check: view.CheckView) -> list[RenderableType]:
    head = Text.assemble((f"{check.icon} {check.verdict.value:<8}", _STYLES[check.verdict]), _sentence(check.title))
    if check.hidden:
        head.append("  (hidden check)", "dim")
    if check.same_as == view.AS_ABOVE:
        head.append(f"  {view.AS_ABOVE}", "italic")
    parts: list[RenderableType] = [Padding(head, (0, 0, 0, 2))]
    if check.same_as and check.same_as != view.AS_ABOVE:
        parts.append(Padding(Text(check.same_as, "italic"), (0, 0, 0, 12)))
    for block in check.message:
        parts.append(Padding(Text(block.text), (0, 0, 0, 14 if block.kind == "code" else 12)))
    if check.misconception:
        parts.append(Padding(Text.assemble(("The mistake: ", "bold"), _sentence(check.misconception)), (0, 0, 0, 12)))
    for label, hint in check.hints:
        parts.append(Padding(Text.assemble((f"{label}: ", "bold"), _sentence(hint)), (0, 0, 0, 12)))
    return parts


def _cell(shown: view.CellView, *, visible_only: bool) -> list[RenderableType]:
    right = shown.tally if visible_only else f"{shown.points}, {shown.tally}"
    parts: list[RenderableType] = [Text.assemble((shown.name, "bold"), "  ", right)]
    parts += [Padding(Text(f"Note: {note}"), (0, 0, 0, 2)) for note in shown.notes]
    for check in shown.checks:
        parts += _check(check)
    return parts


def _stand_in(report: Report) -> list[RenderableType]:
    note = view.stand_in(report)
    return [Text(f"! STAND-IN DATA: {note}", "bold yellow")] if note else []


def _overview(report: Report, cells: tuple[view.CellView, ...], *, visible_only: bool) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    if not visible_only:
        grid.add_column(justify="right")
    grid.add_column()
    for cell, shown in zip(report.cells, cells, strict=True):
        passed = bool(cell.checks) and all(check.verdict is Verdict.PASSED for check in cell.checks)
        state = ("full" if passed else "none") if visible_only else shown.state
        icon, style = _STATES[state]
        points = [] if visible_only else [Text(shown.points, style)]
        grid.add_row(Text(icon, style), Text(shown.name, "bold"), *points, Text(shown.tally))
    return grid


def _headline(report: Report, *, visible_only: bool) -> list[RenderableType]:
    who = f"{one_line(report.assignment, NAME)}" + (f", {view.student_name(report.student)}" if report.student else "")
    if visible_only:
        checks = [check for cell in report.cells for check in cell.checks]
        passed = sum(check.verdict is Verdict.PASSED for check in checks)
        text = f"{passed} of {view.counted(len(checks), 'visible check')} passed"
        return [Text.assemble((who, "bold"), ": ", (text, "bold")), Text(view.VISIBLE_ONLY)]
    if not report.complete:
        return [Text.assemble((who, "bold"), ": ", ("no grade yet", "bold magenta")), Text(view.NO_GRADE)]
    score = f"{view.number(report.score)} of {view.counted(report.max_score, 'point')}"
    waiting = view.waiting(report)
    return [Text.assemble((who, "bold"), ": ", (score, "bold")), *([Text(waiting)] if waiting else [])]


def report_text(report: Report, *, width: int | None = None, colour: bool = False, visible_only: bool = False) -> str:
    """Return a whole report as text for a terminal.

    Parameters
    ----------
    report
        The report of the grading.
    width
        Columns; by default those of the terminal, at most 100.
    colour
        Whether to write the terminal's colour sequences.
    visible_only
        Show counts of checks instead of points, and say that hidden checks exist: for a student's own check.

    Returns
    -------
    str
        One line for each function, then the functions that did not pass with all their checks, then where to start.
    """
    cells = view.cell_views(report)
    parts: list[RenderableType] = [*_headline(report, visible_only=visible_only), *_stand_in(report)]
    missing = view.missing_layers(report)
    if missing:
        parts.append(Text(f"! The sandbox lacked a layer: {missing}", "yellow"))
    parts += [Text(f"Note: {note}") for note in view.notes(report)]
    parts += [Text(), _overview(report, cells, visible_only=visible_only)]
    for cell, shown in zip(report.cells, cells, strict=True):
        if shown.notes or not cell.checks or any(check.verdict is not Verdict.PASSED for check in cell.checks):
            parts += [Text(), Rule(style="dim"), *_cell(shown, visible_only=visible_only)]
    step = view.next_step(report, cells, visible_only=visible_only)
    parts += [Text(), _sentence(step.sentence)] if step else []
    facts = ", ".join(f"{label} {value}" for label, value in view.environment(report))
    parts += [Text(), Text(f"Seed {report.seed}, {view.number(report.seconds)} s. {facts}", "dim")]
    return _drawn(parts, width, colour=colour)


def class_table(summaries: Iterable[Summary]) -> RenderableType:
    """Return the class as a table for the terminal: a row per submission, sorted by name, and the statistics below.

    If the console is wide enough, every function has a column; else one column lists the functions that lost points.
    Nothing is cropped.
    """
    rows = sorted(summaries, key=lambda summary: (summary.student or "").casefold())
    return _ClassTable(rows, class_figures(rows))


@dataclass(frozen=True)
class _ClassTable:
    rows: Sequence[Summary]
    figures: ClassFigures

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        full = self._full()
        wanted = Measurement.get(console, options.update(max_width=_ANY_WIDTH), full).maximum
        yield full if wanted <= options.max_width else self._brief(options.max_width)
        yield from _footer(self.figures)

    def _begun(self) -> Table:
        table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), header_style="bold")
        table.add_column("Student", overflow="fold")
        table.add_column("Score", justify="right", no_wrap=True)
        if self.figures.late:
            table.add_column("Late", no_wrap=True)
        return table

    def _who(self, row: Summary) -> tuple[Text, ...]:
        score = Text(view.number(row.score), "bold") if row.graded else Text("–", "bold magenta")
        late = (Text(view.late_short(row.late, "-"), "yellow"),) if self.figures.late else ()
        return Text(shown_student(row)), score, *late

    def _full(self) -> Table:
        table = self._begun()
        for each in self.figures.successes:
            broken_name = each.cell.replace("_", "_\n")
            table.add_column(Text(f"{broken_name}\nof {view.number(each.max_points)}"), justify="right")
        for row in self.rows:
            earned = {cell.cell: cell for cell in row.cells} if row.graded else {}
            cells = [earned.get(each.cell) for each in self.figures.successes]
            table.add_row(
                *self._who(row),
                *(Text(view.number(cell.points), _share_style(cell)) if cell else Text("–", "dim") for cell in cells),
            )
        return table

    def _brief(self, width: int) -> Table:
        lost_in = {id(row): [cell for cell in row.cells if cell.points < cell.max_points] for row in self.rows}
        longest_name = max(map(cell_len, ("Student", *map(shown_student, self.rows))))
        longest_loss = max((_Losses(tuple(lost)).widest for lost in lost_in.values() if lost), default=0)
        late = 1 + max(len(view.late_short(row.late, "-")) for row in self.rows) if self.figures.late else 0
        room = width - _BESIDE - late
        table = self._begun()
        # Rich would shrink the longest column first. Students' names should wrap before the functions' names do.
        table.columns[0].width = min(longest_name, max(room - longest_loss, room // 3, 1))
        table.add_column("Lost points in")
        for row in self.rows:
            lost = lost_in[id(row)]
            if not row.graded:
                losses: RenderableType = Text("–", "dim")
            elif lost and not any(cell.points for cell in row.cells):
                losses = Text("everything", "red")
            elif lost:
                losses = _Losses(tuple(lost))
            else:
                losses = Text("nothing", "green")
            table.add_row(*self._who(row), losses)
        return table


@dataclass(frozen=True)
class _Losses:
    """``relu -1.5, net -7``: lines break after commas only, while Rich would separate a name from its points."""

    cells: tuple[CellSummary, ...]

    def _pieces(self) -> list[Text]:
        ends = [","] * (len(self.cells) - 1) + [""]
        return [
            Text.assemble(f"{cell.cell} ", (f"-{view.number(cell.max_points - cell.points)}", _share_style(cell)), end)
            for cell, end in zip(self.cells, ends, strict=True)
        ]

    @property
    def widest(self) -> int:
        return max(piece.cell_len for piece in self._pieces())

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        widths = [piece.cell_len for piece in self._pieces()]
        return Measurement(max(widths), sum(widths) + len(widths) - 1).with_maximum(options.max_width)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        line = Text(overflow="fold")
        for piece in self._pieces():
            if line and line.cell_len + 1 + piece.cell_len > options.max_width:
                yield line
                line = Text(overflow="fold")
            line.append(" " if line else "").append_text(piece)
        yield line


def _share_style(cell: CellSummary) -> str:
    share = cell.points / cell.max_points if cell.max_points else 0.0
    return "green" if share >= 1 else "yellow" if share > 0 else "red"


def _footer(figures: ClassFigures) -> Iterator[Text]:
    """Yield one line each: the statistics, the students without a grade and why, and notes about stand-in data."""
    text = f"{figures.graded} graded"
    if figures.mean is not None and figures.median is not None:
        most = view.number(figures.max_score)
        text += f"; mean {view.number(figures.mean)}, median {view.number(figures.median)} of {most}"
    if figures.waiting:
        text += f"; in {figures.waiting} the written question is still to be read"
    yield Text(f"{text}.")
    if figures.ungraded:
        several = len(figures.ungraded) > 1
        yield Text(
            f"{view.counted(len(figures.ungraded), 'submission')} {'have' if several else 'has'} no grade:", "magenta"
        )
    for each in figures.ungraded[:_NAMED]:
        yield Text(f"  {shown_student(each)}: {each.problem}", "magenta")
    if len(figures.ungraded) > _NAMED:
        yield Text(f"  and {len(figures.ungraded) - _NAMED} more", "magenta")
    for note, affected in figures.stand_ins.items():
        yield Text(f"STAND-IN DATA for {affected}: {note}", "bold yellow")
