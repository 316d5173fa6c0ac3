"""A report as Gradescope's ``results.json``.

Owns the fields. Must not know where the text goes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from autograder.model import Report, Verdict
from autograder.plaintext import Words
from autograder.reports import view


def gradescope_results(report: Report) -> str:
    """The results as JSON text: an entry for each check, those of hidden checks for the staff only.

    The score is stated for the whole, because the entries' scores are rounded one by one. Gradescope itself withholds it from
    students while a hidden entry is there and the grades are not published. Points that a person gives are not in it.

    Source: the output format in Gradescope's autograder specifications, https://gradescope-autograders.readthedocs.io
    """
    stand_in, waiting = view.stand_in(report), view.waiting(report)
    said = [f"STAND-IN DATA: {stand_in}"] if stand_in else []
    content = {
        "score": report.score,
        "execution_time": round(report.seconds),
        "output": "\n".join([*said, *view.notes(report), *([waiting] if waiting else [])]),
        "output_format": "text",
        "stdout_visibility": "hidden",
        "tests": list(_entries(report)),
    }
    return json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _entries(report: Report) -> Iterator[dict[str, Any]]:
    for number, (cell, shown) in enumerate(zip(report.cells, view.cell_views(report), strict=True), 1):
        total = sum(check.weight for check in cell.checks)
        for place, (check, seen) in enumerate(zip(cell.checks, shown.checks, strict=True), 1):
            passed = check.verdict is Verdict.PASSED
            entry: dict[str, Any] = {
                "number": f"{number}.{place}",
                "name": f"{shown.name}: {_text(seen.title)}",
                "name_format": "text",
                "status": "passed" if passed else "failed",
                "output": _output(seen),
                "output_format": "text",
                "visibility": "hidden" if check.hidden else "visible",
            }
            if check.weight and total:
                worth = round(cell.max_points * check.weight / total, 2)
                entry |= {"score": worth if passed else 0.0, "max_score": worth}
            yield entry


def _output(check: view.CheckView) -> str:
    parts = [*(block.text for block in check.message), check.same_as]
    if check.misconception:
        parts.append(f"The mistake: {_text(check.misconception)}")
    parts += (f"{label}: {_text(hint)}" for label, hint in check.hints[:1])
    return "\n".join(filter(None, parts))


def _text(words: tuple[Words, ...]) -> str:
    return "".join(part.text for part in words)
