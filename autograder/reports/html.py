"""HTML of a report: a fragment for a notebook's output, and one student's feedback page.

Owns the template engine and the pages' security policy. Must not know grading or nbgrader, and writes no files.
The pages run no script and load nothing. Their policy allows one style sheet, by its hash, and embedded pictures.
"""

from __future__ import annotations

import base64
import functools
import hashlib
from dataclasses import dataclass
from typing import Any

import jinja2
from markupsafe import Markup

from autograder.model import IN_TIME, CellReport, Lateness, Report, Verdict
from autograder.plaintext import NAME, one_line
from autograder.reports import findings, styles, view
from autograder.reports.board import OwnPlace


@functools.cache
def _templates() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("autograder.reports", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
    )


@functools.cache
def _page_frame() -> dict[str, object]:
    """Return the style sheet and the policy that allows only it (and embedded pictures)."""
    loader = _templates().loader
    assert loader is not None
    style = loader.get_source(_templates(), "page.css.j2")[0].strip()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode("ascii")
    policy = f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return {"style": Markup(style), "policy": policy}  # our own file: trusted


def render_page(template: str, **values: Any) -> str:
    """Render a complete page: a template that extends ``page.html.j2``."""
    return _templates().get_template(template).render(**_page_frame(), **values)


def cell_html(cell: CellReport, report: Report, *, visible_only: bool = False) -> str:
    """Return one cell's feedback as an HTML fragment for a notebook output.

    Parameters
    ----------
    cell
        The graded cell.
    report
        The report that holds the cell.
    visible_only
        Show counts of checks instead of points: for a student's own check, where hidden checks did not run.

    Returns
    -------
    str
        A fragment with inline styles only, without scripts, ids or outside resources; every string in it is escaped.
        The first cell's fragment also shows the notes on the submission as a whole.
    """
    first = bool(report.cells) and cell.cell == report.cells[0].cell
    passed = sum(check.verdict is Verdict.PASSED for check in cell.checks)
    return (
        _templates()
        .get_template("cell.html.j2")
        .render(
            cell=view.cell_view(cell, report),
            look=styles.inline,
            visible_only=visible_only,
            visible_tally=f"{passed} of {view.counted(len(cell.checks), 'visible check')} passed",
            complete=report.complete,
            no_grade=view.NO_GRADE,
            stand_in=view.stand_in(report),
            missing_layers=view.missing_layers(report) if first else "",
            notes=view.notes(report) if first else (),
        )
    )


def notebook_html(report: Report, *, visible_only: bool = True) -> str:
    """Return all cells' feedback as one fragment for a notebook output; by default that of a student's own check."""
    parts = [cell_html(cell, report, visible_only=visible_only) for cell in report.cells]
    if visible_only:
        parts.insert(0, str(Markup("<p {}>{}</p>").format(styles.inline("tried"), view.VISIBLE_ONLY)))
    return "\n".join(parts)


@dataclass(frozen=True)
class Stretch:
    """One function's segment of the score bar; lengths in thousandths of the bar.

    ``waits``: these are a person's points, still to come.
    """

    x: str
    width: str
    filled: str
    state: str
    waits: bool = False


def _shape(report: Report, cells: tuple[view.CellView, ...], manual_score: float | None) -> list[Stretch]:
    pieces = [(cell.max_points, shown.share, shown.state) for cell, shown in zip(report.cells, cells, strict=True)]
    waits = bool(report.manual_points) and manual_score is None
    if report.manual_points:
        share = (manual_score or 0.0) / report.manual_points
        pieces.append((report.manual_points, share, "full" if share >= 1 else "part"))
    total = sum(size for size, _, _ in pieces) or 1.0
    shape: list[Stretch] = []
    start = 0.0
    for index, (size, share, state) in enumerate(pieces):
        width = max(1000 * size / total - 4, 0.0)
        filled = f"{width * min(share, 1.0):.1f}" if share > 0 else ""
        last = index == len(pieces) - 1
        shape.append(Stretch(f"{start:.1f}", f"{width:.1f}", filled, state, waits=waits and last))
        start += 1000 * size / total
    return shape


def report_html(
    report: Report,
    *,
    manual_score: float | None = None,
    late: Lateness = IN_TIME,
    score: float | None = None,
    place: OwnPlace | None = None,
) -> str:
    """Return one student's feedback as a complete page.

    Parameters
    ----------
    report
        The report of the grading.
    manual_score
        Points that a person has given; ``None`` while they are still to come.
    late
        How late the submission is, and what it costs.
    score
        The score that counts, from the gradebook; by default the sum of these points.
    place
        The student's place on the leaderboard; ``None`` if the student has none.

    Returns
    -------
    str
        An HTML document that needs no other file, no network and no JavaScript.
    """
    cells = view.cell_views(report)
    return render_page(
        "report.html.j2",
        assignment=one_line(report.assignment, NAME),
        has_student=bool(report.student),
        student=view.student_name(report.student),
        complete=report.complete,
        no_grade=view.NO_GRADE,
        score=view.number(view.final_score(report, manual_score, late) if score is None else score),
        max_score=view.number(report.max_score),
        late=view.late_sentence(late),
        changed=view.changed(report, manual_score, late, score),
        waiting=view.waiting(report, manual_score),
        step=view.next_step(report, cells),
        shape=_shape(report, cells, manual_score),
        stand_in=view.stand_in(report),
        ended=findings.ended(report),
        notes=view.notes(report),
        cells=cells,
        other_outputs=view.other_outputs(report),
        facts=view.facts(report),
        seed=report.seed,
        seconds=view.number(report.seconds),
        legend=view.legend(report),
        look=styles.classes,
        place=place,
    )
