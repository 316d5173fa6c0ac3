"""Reports: how points add up, and that a report survives being written and read."""

from __future__ import annotations

import dataclasses
import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.model import Cause, CauseKind, CellReport, CheckResult, Measure, Report, Verdict

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=10)
weights = st.sampled_from([0.0, 0.5, 1.0, 2.0, 3.0])
names = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=10)
measures = st.builds(lambda name, right, wrong: Measure(name, right, right + wrong), names, *2 * [st.integers(1, 9)])
checks = st.builds(
    CheckResult,
    name=texts,
    title=texts,
    verdict=st.sampled_from(Verdict),
    hidden=st.booleans(),
    weight=weights,
    message=texts,
    hint=st.none() | texts,
    further_hints=st.lists(texts, max_size=2).map(tuple),
    misconception=st.none() | texts,
    picture=st.none() | texts,
    seconds=st.integers(0, 9_999).map(lambda thousandths: thousandths / 1_000),
    measures=st.lists(measures, max_size=2).map(tuple),
    cause=st.none() | st.builds(Cause, st.sampled_from(CauseKind), texts, st.booleans()),
)
cells = st.builds(
    CellReport,
    cell=texts,
    max_points=st.integers(0, 100).map(float),
    checks=st.lists(checks, max_size=4).map(tuple),
    notes=st.lists(texts, max_size=2).map(tuple),
)
reports = st.builds(
    Report,
    assignment=texts,
    seed=st.integers(0, 2**31 - 1),
    cells=st.lists(cells, max_size=3).map(tuple),
    student=st.none() | texts,
    manual_points=st.integers(0, 10).map(float),
    seconds=st.integers(0, 9_999).map(lambda thousandths: thousandths / 1_000),
    environment=st.dictionaries(texts, texts, max_size=2),
    notes=st.lists(texts, max_size=2).map(tuple),
    outputs=st.dictionaries(texts, texts, max_size=2),
)


def check(verdict: Verdict, weight: float = 1.0) -> CheckResult:
    return CheckResult("n", "t", verdict, weight=weight)


def cell(*checks: CheckResult, points: float = 6.0) -> CellReport:
    return CellReport("relu", points, checks)


@given(reports)
def test_a_report_read_back_is_the_report_that_was_written(report: Report) -> None:
    assert Report.from_dict(json.loads(report.to_json())) == report


@given(reports)
def test_the_json_has_the_fields_that_others_rely_on(report: Report) -> None:
    data = report.to_dict()
    contract = {
        "schema",
        "assignment",
        "student",
        "seed",
        "complete",
        "score",
        "max_score",
        "seconds",
        "environment",
        "cells",
    }
    assert contract <= set(data)
    for each in data["cells"]:
        assert {"cell", "points", "max_points", "checks"} <= set(each)
        for one in each["checks"]:
            assert {"name", "title", "verdict", "hidden", "message", "hint", "misconception", "seconds"} <= set(one)
            assert one["verdict"] in ("passed", "failed", "raised", "broken", "skipped")


@given(cells)
def test_a_cell_earns_between_nothing_and_its_points(cell: CellReport) -> None:
    assert 0 <= cell.points <= cell.max_points
    if all(check.verdict is not Verdict.PASSED or check.weight == 0 for check in cell.checks):
        assert cell.points == 0
    elif all(check.verdict is Verdict.PASSED or check.weight == 0 for check in cell.checks):
        assert cell.points == cell.max_points


@pytest.mark.parametrize("verdict", [verdict for verdict in Verdict if verdict is not Verdict.PASSED])
def test_only_a_passed_check_earns(verdict: Verdict) -> None:
    assert cell(check(verdict)).points == 0
    assert cell(check(verdict), check(Verdict.PASSED)).points == 3


@pytest.mark.parametrize("weight", [math.nan, math.inf, -1.0])
def test_no_check_has_a_weight_that_is_no_share(weight: float) -> None:
    with pytest.raises(ValueError, match="n: weight: expected 0 to"):
        check(Verdict.PASSED, weight)


def test_points_are_shared_by_weight() -> None:
    assert cell(check(Verdict.PASSED, 2), check(Verdict.FAILED, 1)).points == 4
    assert cell(check(Verdict.PASSED), check(Verdict.PASSED), check(Verdict.FAILED), points=1).points == 0.67


def test_a_check_of_weight_0_neither_earns_nor_costs() -> None:
    assert cell(check(Verdict.PASSED, 0)).points == 0
    assert cell(check(Verdict.PASSED), check(Verdict.FAILED, 0)).points == 6


def test_a_cell_without_checks_earns_nothing() -> None:
    assert cell().points == 0


def test_scores_are_sums_without_the_written_question() -> None:
    report = Report("tiny", 1, tuple(cell(check(Verdict.PASSED), points=0.1) for _ in range(3)), manual_points=3)
    assert (report.score, report.max_score) == (0.3, 3.3)


@pytest.mark.parametrize("verdict", Verdict)
def test_a_report_is_complete_unless_a_check_is_broken(verdict: Verdict) -> None:
    assert Report("tiny", 1, (cell(check(verdict, 0)),)).complete == (verdict is not Verdict.BROKEN)


def test_json_that_others_cannot_read_is_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        Report("tiny", 1, (), seconds=float("nan")).to_json()


def test_reports_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        cell().max_points = 100  # type: ignore[misc]


@given(reports)
def test_a_report_of_an_earlier_kit_has_neither_causes_nor_further_hints(report: Report) -> None:
    data = json.loads(report.to_json())
    for each in (check for cell in data["cells"] for check in cell["checks"]):
        del each["cause"], each["further_hints"]
    checks = [check for cell in Report.from_dict(data).cells for check in cell.checks]
    bare = {"cause": None, "further_hints": ()}
    assert checks == [dataclasses.replace(check, **bare) for cell in report.cells for check in cell.checks]


def test_causes_are_written_as_names_and_words() -> None:
    timed_out = dataclasses.replace(check(Verdict.RAISED), cause=Cause(CauseKind.TIMED_OUT, "ran out of time"))
    written = json.loads(Report("tiny", 1, (cell(timed_out),)).to_json())
    assert written["cells"][0]["checks"][0]["cause"] == {
        "kind": "timed_out",
        "words": "ran out of time",
        "undefined": False,
    }
    written["cells"][0]["checks"][0]["cause"]["kind"] = "other"
    with pytest.raises(ValueError, match="other"):
        Report.from_dict(written)


def test_measurements_are_written_as_counts() -> None:
    measured = dataclasses.replace(check(Verdict.PASSED, 0), measures=(Measure("test accuracy", 8734, 10_000),))
    (written,) = Report("tiny", 1, (cell(measured),)).to_dict()["cells"][0]["checks"]
    assert written["measures"] == [{"name": "test accuracy", "right": 8734, "total": 10_000}]


def test_a_report_from_before_there_were_measurements_is_read() -> None:
    report = Report("tiny", 1, (cell(check(Verdict.PASSED)),))
    data = report.to_dict()
    assert data["cells"][0]["checks"][0].pop("measures") == []
    assert Report.from_dict(data) == report


GOOD = Report("tiny", 1, (cell(check(Verdict.PASSED)),)).to_dict()


@pytest.mark.parametrize(
    "change",
    [
        {"schema": 2},
        {"schema": None},
        {"cells": None},
        {"cells": [{}]},
        {"cells": [{**GOOD["cells"][0], "checks": [{"name": "n"}]}]},
        {"cells": [{**GOOD["cells"][0], "checks": [{**GOOD["cells"][0]["checks"][0], "verdict": "perfect"}]}]},
        {"cells": [{**GOOD["cells"][0], "checks": [{**GOOD["cells"][0]["checks"][0], "unknown": 1}]}]},
        {"environment": 5},
        *(
            {"cells": [{**GOOD["cells"][0], "checks": [{**GOOD["cells"][0]["checks"][0], "measures": measures}]}]}
            for measures in (5, [5], [{"name": "m"}], [{"name": "m", "right": 1, "total": 2, "unit": "s"}])
        ),
    ],
)
def test_a_report_of_another_shape_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"report|verdict|Verdict"):
        Report.from_dict({**GOOD, **change})


@pytest.mark.parametrize(("right", "total"), [(3, 2), (-1, 2), (0, 0), (1.0, 2), (True, 2), ("1", "2"), (None, 2)])
def test_a_report_with_counts_that_cannot_be_is_refused(right: Any, total: Any) -> None:
    wrong = {**GOOD["cells"][0]["checks"][0], "measures": [{"name": "m", "right": right, "total": total}]}
    with pytest.raises(ValueError, match="measure 'm': expected whole numbers"):
        Report.from_dict({**GOOD, "cells": [{**GOOD["cells"][0], "checks": [wrong]}]})


@pytest.mark.parametrize("field", sorted(set(GOOD) - {"complete", "score", "max_score"}))
def test_a_report_with_a_field_missing_is_refused(field: str) -> None:
    with pytest.raises(ValueError, match="report"):
        Report.from_dict({key: value for key, value in GOOD.items() if key != field})
