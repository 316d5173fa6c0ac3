"""Reports for Gradescope."""

from __future__ import annotations

import json

from autograder.model import CellReport, CheckResult, Report, Verdict
from autograder.reports import gradescope_results

REPORT = Report(
    assignment="lab-1",
    seed=7,
    seconds=1.9,
    manual_points=3.0,
    notes=("The file was named x.ipynb.",),
    cells=(
        CellReport(
            "relu",
            4.0,
            (
                CheckResult("test_relu.py::test_a", "Negative numbers become 0", Verdict.PASSED, weight=2),
                CheckResult(
                    "test_relu_hidden.py::test_b", "Large numbers", Verdict.FAILED, hidden=True, hint="Think of `1e5`."
                ),
            ),
        ),
        CellReport(
            "net",
            1.0,
            (
                CheckResult(
                    "test_net.py::test_c",
                    "Shapes",
                    Verdict.RAISED,
                    message="your code raised \x1b[31mValueError",
                    misconception="no-bias",
                    explanation="The bias is missing.",
                ),
                CheckResult("test_net.py::test_d", "Your own chain", Verdict.PASSED, weight=0),
            ),
        ),
    ),
)


def test_every_check_has_an_entry_and_hidden_ones_are_for_the_staff():
    results = json.loads(gradescope_results(REPORT))
    assert (results["score"], results["execution_time"]) == (2.67, 2)
    assert results["stdout_visibility"] == "hidden"
    assert "The file was named x.ipynb." in results["output"] and "3 points wait for" in results["output"]
    entries = results["tests"]
    assert [each["name"] for each in entries] == [
        "relu: Negative numbers become 0",
        "relu: Large numbers",
        "net: Shapes",
        "net: Your own chain",
    ]
    assert [each["visibility"] for each in entries] == ["visible", "hidden", "visible", "visible"]
    assert [each["status"] for each in entries] == ["passed", "failed", "failed", "passed"]
    assert [(each.get("score"), each.get("max_score")) for each in entries] == [
        (2.67, 2.67),
        (0.0, 1.33),
        (0.0, 1.0),
        (None, None),
    ]
    assert [each["number"] for each in entries] == ["1.1", "1.2", "2.1", "2.2"]
    assert entries[1]["output"] == "Try: Think of 1e5."
    assert "\x1b" not in entries[2]["output"] and "The mistake: The bias is missing." in entries[2]["output"]
