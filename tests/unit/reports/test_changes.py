"""The comparison of two gradings, as rows, as a table for the terminal and as a page."""

from __future__ import annotations

import io
from dataclasses import replace

from rich.console import Console

from autograder.model import CellReport, CheckResult, Report, Verdict
from autograder.reports.changes import Change, Regraded, RegradeFigures, compared, regrade_html, regrade_table

PASSED, FAILED = Verdict.PASSED, Verdict.FAILED


def report(*cells):
    return Report("lab-1", 7, tuple(cells))


def cell(name, points, *checks):
    results = [
        CheckResult(f"test_{name}.py::{check}", check, verdict, weight=weight) for check, verdict, weight in checks
    ]
    return CellReport(name, points, tuple(results))


def why(name, check):
    return f"{name}/{check.rpartition('::')[2]}"


RELU = cell("relu", 4.0, ("a", PASSED, 1), ("b", PASSED, 1))
NET = cell("net", 6.0, ("c", FAILED, 1))


def test_equal_reports_have_no_changes():
    assert compared(report(RELU, NET), report(RELU, NET), why) == ()


def test_the_checks_behind_other_points_are_named():
    after = cell("relu", 4.0, ("a", FAILED, 1), ("b", PASSED, 1), ("new", PASSED, 1))
    assert compared(report(RELU, NET), report(after, NET), why) == (
        Change("relu", "a", False, "passed", "failed", "relu/a"),
        Change("relu", "new", False, "not there", "passed", "relu/new"),
    )
    assert compared(report(after), report(RELU), why)[-1] == Change("relu", "new", False, "passed", "gone", "relu/new")


def test_points_weights_and_whole_cells_are_named():
    assert compared(report(RELU), report(replace(RELU, max_points=8.0)), why) == (
        Change("relu", "all checks together", False, "4 of 4", "8 of 8", "relu/"),
    )
    before, after = (cell("net", 6.0, ("c", FAILED, 1), ("d", PASSED, weight)) for weight in (1, 2))
    assert compared(report(before), report(after), why) == (Change("net", "d", False, "weight 1", "weight 2", "net/d"),)
    assert compared(report(RELU), report(RELU, NET), why) == (
        Change("net", "all checks together", False, "not there", "0 of 6", "net/"),
    )


def test_a_verdict_that_costs_nothing_is_no_change():
    before, after = (cell("net", 6.0, ("c", PASSED, 1), ("shown", verdict, 0)) for verdict in (PASSED, FAILED))
    assert compared(report(before), report(after), why) == ()


CHANGE = Change("relu", "a <b>", True, "passed", "failed", "the check")
RESULTS = (
    Regraded("[red]ann", 8.0, 6.5, (CHANGE,)),
    Regraded("bob", 8.0, 8.0, (CHANGE,), held=True),
    Regraded("cem", 2.0, 4.0, (replace(CHANGE, hidden=False),)),
    Regraded("eve", problem="not JSON"),
)


def test_table_and_page_show_every_change_and_the_means():
    figures = RegradeFigures.of(RESULTS, 10.0)
    assert (figures.compared, figures.up, figures.down, figures.held) == (3, 1, 1, 1)
    console = Console(file=io.StringIO(), width=200, force_terminal=False)
    console.print(regrade_table(RESULTS, figures))
    text = console.file.getvalue()
    assert "[red]ann" in text
    assert "8 → 6.5" in text and "8 → 8 (stays)" in text and "a <b>  (hidden check)" in text
    assert "eve: not JSON" in text
    assert (
        "3 grades: 1 up, 1 down, 1 as before; 1 would fall, and stay; mean 6 before, 6.17 after, of 10 points" in text
    )
    page = regrade_html(RESULTS, figures, assignment="lab-1", applied=True)
    assert "Graded again, and recorded" in page and "a &lt;b&gt;" in page and "6.17" in page and "(stays)" in page
    nothing = regrade_html((), RegradeFigures.of((), 10.0), assignment="lab-1", applied=False)
    assert "No grade changes." in nothing
