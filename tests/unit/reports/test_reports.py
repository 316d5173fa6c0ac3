"""Reports as text, HTML and class page: their content, and that students' strings are harmless in them."""

from __future__ import annotations

import base64
import hashlib
import io
import itertools
import re
from collections.abc import Iterator
from dataclasses import FrozenInstanceError, replace
from html.parser import HTMLParser
from importlib import resources
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rich.console import Console

import autograder.reports as reports
from autograder.authoring.table import verification_table
from autograder.authoring.verification import Row, Verification
from autograder.model import Cause, CauseKind, CellReport, CheckResult, Measure, Report, Verdict
from autograder.plaintext import LEFT_OUT, MESSAGE, blocks, legible, one_line, words
from autograder.reports import (
    Summary,
    cell_html,
    class_html,
    class_table,
    leaderboard_html,
    notebook_html,
    own_place,
    page_path,
    report_html,
    report_text,
)
from autograder.reports.class_page import student_link
from autograder.reports.ranking import Leaderboard, places
from autograder.reports.styles import PILL_COLOURS
from autograder.reports.summary import CellSummary, class_figures

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABh6FO1AAAAABJRU5ErkJggg=="  # one pixel
STAND_IN = "The embedded digits took the place of MNIST: this score is not one on MNIST."
ENVIRONMENT = {"mxnet": "1.9.1", "device": "cpu(0)", "data": "mnist"}
VOID = {"meta", "img", "br", "wbr"}


def check(title: str = "Every row sums to 1", verdict: Verdict = Verdict.PASSED, **fields: object) -> CheckResult:
    return CheckResult(f"test_softmax.py::{title}", title, verdict, **fields)  # type: ignore[arg-type]


def report(*cells: CellReport, **fields: object) -> Report:
    chosen = cells or (
        CellReport("relu", 4.0, (check(),)),
        CellReport("softmax", 6.0, (failed_check(), check("Shape"))),
    )
    settings: dict[str, object] = {"student": "ada", "manual_points": 3.0, "environment": ENVIRONMENT, "seconds": 1.9}
    return Report("mlp-mnist", 7, chosen, **{**settings, **fields})  # type: ignore[arg-type]


def failed_check(**fields: object) -> CheckResult:
    told: dict[str, Any] = {
        "message": "Row 2 sums to 2.5; expected 1.\ny = [[1, 2, 3]]",
        "hint": "Which axis does `nd.sum` add up?",
    }
    return check(verdict=Verdict.FAILED, **{**told, **fields})


def raised(message: str, **fields: Any) -> CheckResult:
    return check(verdict=Verdict.RAISED, message=message, **fields)


def unwritten(message: str) -> CheckResult:
    return raised(message, cause=Cause(CauseKind.NOT_WRITTEN))


def undefined(message: str, why: str, kind: CauseKind = CauseKind.RAISED) -> CheckResult:
    return raised(message, cause=Cause(kind, why, undefined=True))


def broken_report() -> Report:
    cell = CellReport("net", 7.0, (check(), check("Any batch", Verdict.BROKEN, message="No space left on device")))
    return report(CellReport("relu", 4.0, (check(),)), cell, student="bea")


def leaderboard(text: str = "", *, named: bool = False) -> Leaderboard:
    ranked = places({f"s{text}": Measure("m", 90, 100), "t": Measure("m", 10, 100)})
    return Leaderboard(f"t{text}", f"m{text}", ranked, named)


def every_rendering(made: Report) -> dict[str, str]:
    table = io.StringIO()
    Console(file=table, width=120).print(class_table([Summary.of(made)]))
    return {
        "cell_html": "".join(cell_html(cell, made) for cell in made.cells),
        "notebook_html": notebook_html(made),
        "report_html": report_html(made),
        "class_html": class_html([made]),
        "report_text": report_text(made, width=90),
        "class_table": table.getvalue(),
    }


class Elements(HTMLParser):
    """Collects every element of a document, its attributes and its text, and whether each was closed."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.stray: list[str] = []
        self.feed(document)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1] == tag:
            self.open.pop()
        else:
            self.stray.append(tag)

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] != "style":
            self.words.append(data)

    def handle_comment(self, data: str) -> None:
        self.stray.append(f"<!--{data}")

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    @property
    def kinds(self) -> set[tuple[str, tuple[tuple[str, str | None], ...]]]:
        """Tags with their attributes, and the values of all attributes that are not names."""
        free = {"alt", "href", "id", "aria-labelledby", "x", "y", "x1", "x2", "y1", "width", "height", "aria-label"}
        return {
            (tag, tuple((name, None if name in free else value) for name, value in attributes.items()))
            for tag, attributes in self.found
        }


def test_public_names_are_these() -> None:
    assert reports.__all__ == [
        "Summary",
        "cell_html",
        "class_html",
        "class_table",
        "gradescope_results",
        "leaderboard_html",
        "notebook_html",
        "own_place",
        "page_path",
        "report_html",
        "report_text",
    ]


# -- what is said ----------------------------------------------------------------------------------


def test_page_shows_score_waiting_points_seed_device_and_data() -> None:
    text = Elements(report_html(report())).text
    assert "ada" in text
    assert "7 of 13 points" in text
    assert "3 points wait for the grader's reading of the written question." in text
    assert "Seed 7" in text
    for fact in ("MXNet 1.9.1", "Device cpu(0)", "Data set mnist", "Time 1.9 s"):
        assert fact in text


def test_page_counts_the_manual_score_once_it_is_given() -> None:
    text = Elements(report_html(report(), manual_score=2.5)).text
    assert "9.5 of 13 points" in text
    assert "The written question: 2.5 of 3 points." in text
    assert "wait for" not in text


def test_report_without_a_manual_part_waits_for_nothing() -> None:
    made = report(manual_points=0.0)
    assert "wait" not in Elements(report_html(made)).text
    assert "wait" not in report_text(made)


def test_failed_check_shows_verdict_icon_message_hint_and_points() -> None:
    text = Elements(cell_html(report().cells[1], report())).text
    assert "✗ failed" in text
    assert "0 of 3 Every row sums to 1" in text
    assert "Row 2 sums to 2.5; expected 1." in text
    assert "Try: Which axis does nd.sum add up?" in text
    assert "3 of 6 points" in text
    assert "1 of 2 checks passed" in text


@pytest.mark.parametrize("verdict", list(Verdict))
def test_every_verdict_is_an_icon_and_a_word(verdict: Verdict) -> None:
    noted = CellReport("relu", 4.0, (check(verdict=verdict, message="why"),), ("a note",))  # shown as text
    made = report(noted)
    icon = reports.view.ICONS[verdict]
    assert f"{icon} {verdict.value}" in Elements(report_html(made)).text
    assert f"{icon} {verdict.value}" in Elements(cell_html(made.cells[0], made)).text
    # The text lists the checks of functions that did not pass with all of them.
    beside = CellReport("relu", 4.0, (*made.cells[0].checks, check(verdict=Verdict.FAILED, message="why")))
    assert f"{icon} {verdict.value}" in report_text(report(beside))


def test_page_explains_just_the_verdicts_that_occur() -> None:
    text = Elements(report_html(report())).text
    assert "✓ passed the check held" in text
    assert "a fault of the grader" not in text


def test_hidden_check_is_marked_and_shows_no_picture() -> None:
    made = report(CellReport("relu", 4.0, (failed_check(hidden=True, picture=PIXEL),)))
    for shown in (cell_html(made.cells[0], made), report_html(made)):
        assert "hidden check" in Elements(shown).text
        assert not any(tag == "img" for tag, _ in Elements(shown).found)
    assert "(hidden check)" in report_text(made)


def test_picture_is_inline_and_has_a_text() -> None:
    made = report(CellReport("relu", 4.0, (failed_check(picture=PIXEL),)))
    pictures = [attributes for tag, attributes in Elements(report_html(made)).found if tag == "img"]
    assert pictures == [
        {
            "class": "picture",
            "src": f"data:image/png;base64,{PIXEL}",
            "alt": "Picture for the check “Every row sums to 1”",
        }
    ]


@pytest.mark.parametrize(
    "picture",
    [
        "javascript:alert(1)",
        "not base64!",
        base64.b64encode(b"<svg onload='alert(1)'/>").decode(),
        base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(1_000_000)).decode(),
        "é",
        "",
    ],
)
def test_what_is_no_small_png_is_not_shown(picture: str) -> None:
    made = report(CellReport("relu", 4.0, (failed_check(picture=picture),)))
    assert not any(tag == "img" for tag, _ in Elements(report_html(made)).found)


def test_notes_misconception_and_outputs_are_shown() -> None:
    cell = CellReport("net", 7.0, (failed_check(misconception="softmax-axis-0"),), ("net used another softmax.",))
    made = report(cell, notes=("A cell was missing.",), outputs={"net": "printed here", "extra": "printed there"})
    text = Elements(report_html(made)).text
    for part in ("net used another softmax.", "softmax-axis-0", "A cell was missing.", "printed here", "printed there"):
        assert part in text
    fragment = Elements(cell_html(cell, made)).text
    assert "net used another softmax." in fragment
    assert "A cell was missing." in fragment
    assert "A cell was missing." in report_text(made)


def test_only_the_first_fragment_repeats_what_concerns_the_whole_submission() -> None:
    made = report(notes=("A cell was missing.",), environment={**ENVIRONMENT, "missing_layers": "cgroup v2"})
    first, second = (Elements(cell_html(cell, made)).text for cell in made.cells)
    assert "A cell was missing." in first
    assert "cgroup v2" in first
    assert "A cell was missing." not in second
    assert "cgroup v2" not in second


@pytest.mark.parametrize("rendering", list(every_rendering(report())))
def test_stand_in_data_is_named_wherever_a_score_is_shown(rendering: str) -> None:
    marked = every_rendering(report(environment={**ENVIRONMENT, "data": "digits", "data_note": STAND_IN}))[rendering]
    assert STAND_IN in " ".join(marked.split())
    assert STAND_IN not in " ".join(every_rendering(report())[rendering].split())


def test_missing_layers_of_the_sandbox_are_named() -> None:
    made = report(environment={**ENVIRONMENT, "missing_layers": "cgroup v2; seccomp"})
    assert "Graded with less than the whole sandbox, 1 of 1: cgroup v2; seccomp." in Elements(class_html([made])).text
    assert "The sandbox lacked a layer: cgroup v2; seccomp" in report_text(made)


def test_students_page_names_missing_layers_in_its_facts_and_nowhere_above_the_score() -> None:
    made = report(environment={**ENVIRONMENT, "sandbox": "bubblewrap", "missing_layers": "no cgroup"})
    page = report_html(made)
    assert "Sandbox bubblewrap; no cgroup" in Elements(page).text
    assert Elements(page).text.count("no cgroup") == 1
    assert 'class="alert"' not in page


def test_broken_check_means_no_grade_and_never_a_score() -> None:
    made = broken_report()
    page, text = Elements(report_html(made)).text, report_text(made)
    for shown in (page, text):
        assert "no grade yet" in shown
        assert "The grader itself had a fault" in shown
        assert "7.5 of 14" not in shown
        assert "no grade yet, of 7 points" in shown
    assert "of 14 points" not in page
    fragment = Elements(cell_html(made.cells[1], made)).text
    assert "The grader itself had a fault" in fragment
    assert "3.5 of 7" not in fragment


def test_cell_without_checks_says_that_it_earns_nothing() -> None:
    made = report(CellReport("relu", 4.0, ()))
    assert "No check of this function ran: it earns nothing." in Elements(report_html(made)).text
    assert "No check of this function ran: it earns nothing." in Elements(cell_html(made.cells[0], made)).text
    assert "no check ran" in report_text(made)


def test_check_without_weight_is_for_information() -> None:
    made = report(CellReport("relu", 4.0, (check(), failed_check(weight=0.0))))
    assert "for information" in Elements(cell_html(made.cells[0], made)).text
    assert "4 of 4 points" in Elements(cell_html(made.cells[0], made)).text


def test_repeated_message_is_shown_once() -> None:
    same = {"message": "relu raised NotImplementedError", "hint": None}
    checks = (
        failed_check(**same),
        replace(failed_check(**same), title="B"),
        check("C"),
        replace(failed_check(**same), title="D"),
    )
    made = report(CellReport("relu", 4.0, checks))
    for shown in (Elements(cell_html(made.cells[0], made)).text, report_text(made)):
        assert shown.count("NotImplementedError") == 1
        assert shown.count("The same as above.") == 1
        assert shown.count("The same as for “Every row sums to 1”.") == 1


STUB = "raised NotImplementedError\nin relu, line 13: raise NotImplementedError()"


def test_function_not_written_is_said_once_and_its_checks_are_folded() -> None:
    checks = (
        unwritten(f"relu {STUB}"),
        unwritten(f"your code {STUB}"),
        unwritten("About X.\n\nyour code raised NotImplementedError"),
    )
    made = report(CellReport("relu", 4.0, checks))
    for document in (report_html(made), cell_html(made.cells[0], made)):
        text = Elements(document).text
        assert text.count("Not written yet: the cell still raises NotImplementedError.") == 1
        assert text.count("NotImplementedError") == 1
        assert "raised" not in text
        folded = document[document.index("<details") : document.index("</details>")]
        assert "<details open" not in document
        assert folded.count("<li>") == 3
    assert "Start with relu : it is not written yet." in Elements(report_html(made)).text
    assert made.to_dict()["cells"][0]["checks"][0]["message"] == f"relu {STUB}"


@pytest.mark.parametrize(
    "other",
    [
        check("Shape"),
        failed_check(),
        raised("relu raised ValueError"),
        raised(f"relu {STUB}"),
        undefined("relu is not defined: x", "x", CauseKind.NOT_WRITTEN),
    ],
    ids=["passed", "failed", "raised", "raised with the words of a stub", "undefined"],
)
def test_function_with_one_other_answer_shows_all_its_checks(other: CheckResult) -> None:
    made = report(CellReport("relu", 4.0, (unwritten(f"relu {STUB}"), other)))
    assert "Not written yet" not in report_html(made)
    assert "! raised" in Elements(report_html(made)).text


def test_function_that_is_not_defined_says_why_once() -> None:
    why = "its cell raised SyntaxError: expected ':'\nline 1: def relu(X)"
    first = why.split("\n")[0]
    checks = (
        undefined(f"relu is not defined: {why}", why),
        undefined(f"Of X.\n\nrelu is not defined: {first}", first),
    )
    text = Elements(report_html(report(CellReport("relu", 4.0, checks)))).text
    assert text.count("relu is not defined: its cell raised SyntaxError: expected ':' line 1: def relu(X)") == 1
    assert text.count("SyntaxError") == 1
    assert "Start with relu : it is not defined." in text


def test_notebook_that_ends_its_process_says_so_once_at_the_top() -> None:
    why = "none of the cells was run, as too many of them end the process"
    cells = [
        CellReport(name, 4.0, (undefined(f"{name} is not defined: {why}", why, CauseKind.TOO_MANY_ENDED),) * 3)
        for name in ("relu", "softmax", "net")
    ]
    text = Elements(report_html(report(*cells))).text
    notice = (
        "The notebook ended its own process while running; the cells that did so were left out. Too many cells did so"
    )
    assert text.count(notice) == 1
    assert text.index(notice) < text.index("Feedback on")
    assert text.count("too many of them end the process") == 1
    assert "net is not defined: the same as for relu above." in text


def test_single_cell_that_ended_the_process_is_noticed_too() -> None:
    why = "its cell ended its own process (exit status 0)"
    ended = undefined(f"relu is not defined: {why}", why, CauseKind.ENDED)
    text = Elements(report_html(report(CellReport("relu", 4.0, (ended,)), *report().cells[1:]))).text
    assert "the cells that did so were left out." in text
    assert "Too many cells did so" not in text


@pytest.mark.parametrize(
    "message",
    [
        f"relu {STUB}",
        "relu raised ValueError: your code raised NotImplementedError",
        "relu raised ValueError:\nrelu is not defined: its cell ended its own process",
        "relu is not defined: none of the cells was run, as too many of them end the process",
    ],
)
def test_words_of_a_message_are_no_finding(message: str) -> None:
    made = report(CellReport("relu", 4.0, (raised(message, hint="Try less."),) * 2))
    text = Elements(report_html(made)).text
    assert "! raised" in text and "Not written yet" not in text and "The notebook ended" not in text
    assert "Start with relu , and there with" in text
    assert Summary.of(made).cells[0].written


def test_hint_is_shown_once_where_the_mistake_is_named_and_never_for_a_time_out() -> None:
    def hinted(number: int, **fields: Any) -> CheckResult:
        return failed_check(message=f"wrong {number}", hint=f"hint {number}", **fields)

    late = raised("relu ran out of time", hint="hint 4", cause=Cause(CauseKind.TIMED_OUT, "ran out of time"))
    plain = CellReport("relu", 4.0, (hinted(1), hinted(2), late))
    named = replace(plain, checks=(check(), hinted(1), hinted(2, misconception="m"), hinted(3), late))
    for cell, shown in ((plain, ["hint 1", "hint 2"]), (named, ["hint 1"])):
        made = report(cell)
        assert re.findall(r"hint \d", Elements(report_html(made)).text) == shown
        assert re.findall(r"hint \d", Elements(cell_html(cell, made)).text) == shown


def test_your_code_is_called_by_its_name_where_the_cell_is_one_function() -> None:
    checks = (raised("Of X.\n\nyour code raised ValueError"),)
    text = Elements(report_html(report(CellReport("relu", 4.0, checks), CellReport("training", 4.0, checks)))).text
    assert text.count("relu raised ValueError") == 1
    assert text.count("your code raised ValueError") == 1


def test_next_step_points_to_the_first_function_that_is_not_right() -> None:
    page = report_html(report())
    assert '<a href="#cell-softmax">Start with <code class="code">softmax</code>, and there with “Every row' in page
    assert 'id="cell-softmax"' in page
    assert "Start with softmax, and there with “Every row sums to 1”." in report_text(report())


def test_perfect_report_says_so() -> None:
    made = report(CellReport("relu", 4.0, (check(),)))
    assert "Every check passed." in report_text(made)
    assert "Every check passed." in Elements(report_html(made)).text


def test_cells_of_one_name_have_anchors_of_their_own() -> None:
    twin = CellReport("a b", 1.0, (check(),))
    ids = [a["id"] for _, a in Elements(report_html(report(twin, twin, replace(twin, cell="a-b")))).found if "id" in a]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[A-Za-z0-9_-]+", name or "") for name in ids)


# -- text ------------------------------------------------------------------------------------------


def test_own_check_says_plainly_that_hidden_checks_exist_and_shows_no_score() -> None:
    text = report_text(report(), visible_only=True, width=200)
    assert "2 of 3 visible checks passed" in text
    assert "These are the visible checks only. The grader also runs hidden checks" in text
    assert "7 of 13" not in text
    assert "3 of 6" not in text
    fragment = Elements(notebook_html(report())).text
    assert "These are the visible checks only." in fragment
    assert "1 of 2 visible checks passed" in fragment
    assert "points" not in fragment.replace("points depend on all of them", "")


@pytest.mark.parametrize("width", [40, 80, 100])
def test_text_keeps_to_its_width_and_ends_lines_without_blanks(width: int) -> None:
    made = report(
        CellReport("softmax_cross_entropy", 7.0, (failed_check(message="long " * 60 + "\nx = " + "1 " * 90),))
    )
    lines = report_text(made, width=width).splitlines()
    assert max(map(len, lines)) <= width
    assert all(line == line.rstrip() for line in lines)


def test_colour_is_written_only_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b" not in report_text(report())
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" in report_text(report(), colour=True)


def test_text_takes_names_in_brackets_literally() -> None:
    assert "[red]ada[/red]" in report_text(report(student="[red]ada[/red]"))
    assert "[red]ada[/red]" in every_rendering(report(student="[red]ada[/red]"))["class_table"]


# -- strings from students -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x9b2Jx", "x"),
        ("\x1b]0;title\x07x", "x"),
        ("\x1b]8;;http://evil\x1b\\link", "link"),
        ("a\x00b\x07c", "a\\x00b\\x07c"),
        ("a\u202eb\u2066c", "a\\u202eb\\u2066c"),
        ("a\ud800b", "a\\ud800b"),
        ("a\ufffeb", "a\\ufffeb"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("\n\na  \n", "a"),
        ("a\tb", "a   b"),
        ("Z" + "\u0301" * 500, "Z" + "\u0301" * 4),
        ("Zoë 李 👩\u200d🔬", "Zoë 李 👩\u200d🔬"),
    ],
)
def test_hostile_text_becomes_legible(hostile: str, shown: str) -> None:
    assert legible(hostile) == shown


def test_long_text_loses_its_middle_and_keeps_its_end() -> None:
    line = legible("A" * 5_000 + "ValueError")
    assert len(line) <= MESSAGE.width + 5
    assert line.endswith("ValueError")
    many = legible("\n".join(f"line {number}" for number in range(5_000)))
    assert many.count("\n") <= MESSAGE.lines
    assert LEFT_OUT in many
    assert many.startswith("line 0\n")
    assert many.endswith("line 4999")
    assert len(legible("x" * 350 + "\n", replace(MESSAGE, characters=100))) < 200


@given(st.text() | st.text(alphabet="\x1b[]0m;\\\x07\x9b\r\n\t \u202e\u0301ab"))
def test_legible_text_can_be_written_and_moves_no_cursor(text: str) -> None:
    shown = legible(text)
    shown.encode()
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", shown)
    assert legible(shown) == shown.strip("\n") or LEFT_OUT in shown or " ... " in shown
    assert "\n" not in one_line(text)


def test_message_splits_into_prose_and_code() -> None:
    message = "Row 2 is wrong.\nwhere\nX = [[1, 2],\n     [3, 4]]\nTry again.\n\nAnd again."
    assert [(block.kind, block.text) for block in blocks(message)] == [
        ("prose", "Row 2 is wrong.\nwhere"),
        ("code", "X = [[1, 2],\n     [3, 4]]"),
        ("prose", "Try again."),
        ("prose", "And again."),
    ]
    assert [block.text for block in blocks("  expected  1\n\n  got       2")] == ["expected  1\n\ngot       2"]
    assert blocks("") == ()


def test_back_quotes_become_code_only_in_pairs() -> None:
    assert [(part.text, part.code) for part in words("use `nd.sum` here")] == [
        ("use ", False),
        ("nd.sum", True),
        (" here", False),
    ]
    assert [(part.text, part.code) for part in words("a ` alone")] == [("a ` alone", False)]


HOSTILE = st.text(max_size=60) | st.sampled_from(
    [
        "<script>alert(1)</script>",
        "</pre></td></tr></table></div><script>alert(1)</script>",
        '" onmouseover="alert(1)" x=\'',
        "<img src=x onerror=alert(1)>",
        "</style><style>*{display:none}",
        "</title><base href=//evil>",
        "<!--",
        "]]>",
        "&lt;b&gt; &#60;i>",
        "{{ 7 * 7 }}{% raw %}",
        "javascript:alert(1)",
        "../../etc",
        "\x00<\x00s\x00cript>",
        "<svg/onload=alert(1)>",
        "`<b>`",
        "  <a href=x>  y",
    ]
)


def hostile_report(text: str) -> Report:
    checks = (
        failed_check(message=text, misconception=text, picture=text),
        failed_check(message=f"{text}\n  {text}\n\n{text}", hidden=True),
        check("Died", Verdict.RAISED, message=text * 50),
        check("Gave up", Verdict.BROKEN, message=f"{text}!"),
        check("Later", Verdict.SKIPPED, message=text),
    )
    return report(
        CellReport("relu", 4.0, checks, (text, "note")),
        CellReport("net", 4.0, (undefined(f"net is not defined: x{text}", f"x{text}"),) * 2),
        student=f"s{text}",
        environment={**ENVIRONMENT, "other": f"x{text}", "data_note": f"x{text}", "missing_layers": f"x{text}"},
        notes=(text, "note"),
        outputs={"relu": f"x{text}", "other": f"x{text}", f"x{text}": f"x{text}"},
    )


def renderings(text: str) -> Iterator[tuple[str, str]]:
    made = hostile_report(text)
    whole = replace(made, cells=(replace(made.cells[0], checks=made.cells[0].checks[:3]), made.cells[1]))
    yield "cell", cell_html(made.cells[0], made)
    yield "notebook", notebook_html(made)
    yield "page", report_html(made)
    yield "manual", report_html(whole, manual_score=1.0)
    ungraded = Summary.ungraded("mlp-mnist", f"s{text}", f"x{text}")
    yield "class", class_html([made, whole, ungraded], assignment=f"a{text}")
    board = leaderboard(text, named=True)
    yield "with a leaderboard", class_html([whole], assignment=f"a{text}", board=board, board_page=f"b{text}.html")
    yield "leaderboard", leaderboard_html(board, assignment=f"a{text}")
    yield "place", report_html(whole, place=own_place(replace(board, named=False), board.places[0]))


# The structure of the same reports with harmless text of every kind (prose, code, both, back quotes).
INNOCENT = {
    name: set().union(
        *(Elements(dict(renderings(text))[name]).kinds for text in ("innocent", "a = 1\n  b\n\nprose", "`a`"))
    )
    for name, _ in renderings("innocent")
}


@given(HOSTILE)
@example("")
@settings(deadline=None)
def test_no_string_creates_an_element_or_an_attribute(text: str) -> None:
    for name, document in renderings(text):
        elements = Elements(document)
        assert elements.kinds <= INNOCENT[name], name
        assert not elements.open, name
        assert not elements.stray, name
        document.encode()


@given(HOSTILE, st.integers(30, 120))
@settings(deadline=None)
def test_no_string_reaches_the_terminal_as_a_command(text: str, width: int) -> None:
    made = hostile_report(text)
    for shown in (report_text(made, width=width), report_text(made, visible_only=True)):
        shown.encode()
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", shown)


@given(HOSTILE)
@settings(deadline=None)
def test_no_name_becomes_a_link_to_elsewhere(student: str) -> None:
    link = student_link(Summary.of(report(student=student)))
    assert re.fullmatch(r"(?:[A-Za-z0-9_.~%-]+/mlp-mnist\.html)?", link)
    assert not link.startswith(("./", "../"))


# -- the markup ------------------------------------------------------------------------------------


def test_fragment_needs_no_style_sheet_script_id_or_outside_resource() -> None:
    checked = CellReport("relu", 4.0, (failed_check(picture=PIXEL, misconception="m"), check(hidden=True)), ("n",))
    made = report(checked, CellReport("net", 4.0, (raised(f"net {STUB}", hidden=True),)))
    tags = {"div", "code", "span", "pre", "table", "thead", "tbody", "tr", "th", "td", "img", "b"}
    for tag, attributes in (found for cell in made.cells for found in Elements(cell_html(cell, made)).found):
        assert tag in tags | {"details", "summary", "ul", "li"}
        assert set(attributes) <= {"class", "style", "scope", "aria-hidden", "src", "alt", "tabindex"}
        assert "url(" not in (attributes.get("style") or "")
        assert (attributes.get("src") or "data:").startswith("data:")


@pytest.mark.parametrize(
    ("counts", "ticks"),
    [
        ([(9000, 10_000), (8000, 10_000)], ["77.5", "80", "82.5", "85", "87.5", "90", "92.5 %"]),
        ([(10_000, 10_000)], ["99.96", "99.97", "99.98", "99.99", "100 %"]),
        ([(0, 20), (20, 20)], ["0", "20", "40", "60", "80", "100 %"]),
        ([(8734, 10_000)], ["86.5", "87", "87.5", "88 %"]),
        ([(1, 1)], ["20", "40", "60", "80", "100 %"]),
    ],
)
def test_a_leaderboard_is_drawn_over_a_round_scale_that_holds_it(
    counts: list[tuple[int, int]], ticks: list[str]
) -> None:
    ranked = places({str(number): Measure("m", *each) for number, each in enumerate(counts)})
    page = leaderboard_html(Leaderboard("t", "m", ranked), assignment="lab")
    assert re.findall(r'<text class="\w+" x="[\d.]+%" y="14">(.*?)</text>', page) == ticks
    drawn = re.findall(r'class="reach" x="(.*?)%" width="(.*?)%".*?cx="(.*?)%"', page)
    assert len(drawn) == len(counts)
    for x, width, dot in (map(float, each) for each in drawn):
        assert 0 <= x <= dot <= x + width + 0.01 <= 100.02 and width > 0


def test_text_of_students_stands_where_mathjax_does_not_look() -> None:
    formula = r"$\href{javascript:alert(1)}{x}$"
    cell = CellReport("relu", 4.0, (failed_check(message=formula),), (formula,))
    fragment = cell_html(cell, report(cell, notes=(formula,)))
    assert 'class="autograder-cell tex2jax_ignore mathjax_ignore"' in fragment
    assert fragment.count(formula) == 3
    assert len(re.findall(r"<pre [^>]*>" + re.escape(formula) + "</pre>", fragment)) == 3


def test_pages_admit_one_style_sheet_by_its_hash_and_pictures_inside_the_page() -> None:
    for page in (report_html(report()), class_html([report()]), leaderboard_html(leaderboard(), assignment="lab")):
        elements = Elements(page)
        policy = next(a["content"] for _, a in elements.found if a.get("http-equiv") == "Content-Security-Policy")
        style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
        assert style is not None
        digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
        assert policy == (
            f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
        )
        assert "url(" not in style[1]
        assert "@import" not in style[1]
        for tag, attributes in elements.found:
            assert tag not in {"script", "link", "iframe", "object", "base", "form"}
            assert "style" not in attributes
            assert not any(name.startswith("on") for name in attributes)


def test_pages_have_a_language_one_main_heading_and_headings_in_order() -> None:
    for page in (report_html(report()), class_html([report()]), leaderboard_html(leaderboard(), assignment="lab")):
        found = Elements(page).found
        assert ("html", {"lang": "en"}) in found
        levels = [int(tag[1]) for tag, _ in found if re.fullmatch(r"h[1-6]", tag)]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
        ids = {a["id"] for _, a in found if "id" in a}
        for _, attributes in found:
            assert attributes.get("aria-labelledby") in {None, *ids}
            if (attributes.get("href") or "").startswith("#"):
                assert (attributes["href"] or "")[1:] in ids


def palette(scheme: int) -> dict[str, str]:
    css = resources.files("autograder.reports").joinpath("templates/page.css.j2").read_text("utf-8")
    roots = re.findall(r":root \{(.*?)\}", css, re.DOTALL)
    colours: dict[str, str] = {}
    for root in (roots[0],) if scheme == 0 else (roots[0], roots[scheme]):
        colours |= dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", root))
    return colours


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, relative luminance."""

    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [0, 1, 2], ids=["light", "dark", "print"])
def test_text_contrasts_with_what_is_behind_it(scheme: int) -> None:
    colours = palette(scheme)
    pairs = [(text, behind) for text in ("ink", "soft", "accent") for behind in ("paper", "sheet", "code")]
    pairs += [("alert-ink", "alert"), ("bad", "sheet")]
    for text, behind in pairs:
        assert contrast(colours[text], colours[behind]) >= 4.5, (text, behind)
    for fill in ("good", "part"):
        assert contrast(colours[fill], colours["sheet"]) >= 3.0, fill


def test_pills_have_one_colour_everywhere_and_white_text_is_legible_on_it() -> None:
    for verdict, colour in PILL_COLOURS.items():
        assert palette(0)[f"pill-{verdict}"] == colour
        assert contrast("#ffffff", colour) >= 4.5
    assert set(PILL_COLOURS) == {verdict.value for verdict in Verdict}


# -- the class -------------------------------------------------------------------------------------


def scored(student: str, *points: float) -> Summary:
    cells = tuple(
        CellReport(f"f{i}", 10.0, (check(weight=p), failed_check(weight=10 - p))) for i, p in enumerate(points)
    )
    return Summary.of(report(*cells, student=student, manual_points=0.0))


def test_class_figures_are_the_statistics_of_graded_submissions() -> None:
    summaries = [scored("a", 10, 0), scored("b", 10, 5), scored("c", 7, 10), Summary.of(broken_report())]
    figures = class_figures([*summaries, Summary.ungraded("mlp-mnist", "eve", "empty file")])
    assert (figures.graded, figures.mean, figures.median, figures.best) == (3, 14.0, 15.0, 17.0)
    assert [each.student for each in figures.ungraded] == ["bea", "eve"]
    assert [(each.cell, each.full, each.nothing) for each in figures.successes] == [("f0", 2, 0), ("f1", 1, 1)]
    assert [round(each.share, 2) for each in figures.successes] == [0.9, 0.5]


@pytest.mark.parametrize("most", [1.0, 7.0, 13.0, 50.0, 100.0, 333.0])
def test_histogram_counts_every_score_once_in_bins_that_cover_all(most: float) -> None:
    scores = [0.0, most / 3, most / 2, most / 2, most]
    figures = class_figures(Summary("a", str(i), score, most) for i, score in enumerate(scores))
    assert sum(each.count for each in figures.bins) == len(scores)
    assert figures.bins[0].low == 0
    assert figures.bins[-1].low < most <= figures.bins[-1].high
    assert figures.bins[0].count >= 1
    assert figures.bins[-1].count >= 1
    assert all(a.high == pytest.approx(b.low) for a, b in itertools.pairwise(figures.bins))
    assert 5 <= len(figures.bins) <= 14
    assert len({round(each.high - each.low, 9) for each in figures.bins}) == 1


@pytest.mark.parametrize(("most", "count"), [(7.0, 7), (13.0, 13), (50.0, 10), (100.0, 10)])
def test_histogram_ends_at_the_maximum_where_a_round_width_divides_it(most: float, count: int) -> None:
    bins = class_figures([Summary("a", "ada", 1.0, most)]).bins
    assert (len(bins), bins[-1].high) == (count, most)


def test_most_failed_checks_are_ten_two_of_a_function_and_leave_out_what_earns_nothing() -> None:
    checks = (failed_check(weight=0.0), *(replace(failed_check(), name=f"n{i}", title=f"check {i}") for i in range(3)))
    cells = tuple(CellReport(f"f{i}", 4.0, checks) for i in range(6))
    summaries = [Summary.of(report(*cells[: 6 - i])) for i in range(6)]
    top = class_figures(summaries).most_failed
    assert [(each.cell, each.title, count) for each, count in top] == [
        (f"f{i}", f"check {j}", 6 - i) for i in range(5) for j in range(2)
    ]


def test_functions_that_were_never_written_are_not_among_the_checks_failed_most_often() -> None:
    written = report(CellReport("relu", 4.0, (failed_check(), check("Shape"))))
    stub = unwritten("your code raised NotImplementedError")
    why = "its cell does not define it"
    nothing = undefined(f"relu is not defined: {why}", why, CauseKind.NOT_DEFINED)
    others = [
        report(CellReport("relu", 4.0, (each, replace(each, message=f"About relu.\n\n{each.message}"))))
        for each in (stub, nothing)
    ]
    figures = class_figures(Summary.of(each) for each in (written, *others))
    assert [(each.title, count) for each, count in figures.most_failed] == [("Every row sums to 1", 1)]
    assert figures.written["relu"] == 1
    assert "1 of 1 relu Every row sums to 1" in Elements(class_html([written, *others])).text


def test_class_page_counts_each_mistake_once_per_student_and_links_the_students() -> None:
    named = failed_check(misconception="axis-0", explanation="The sum runs over the `wrong` axis.")
    cells = (CellReport("softmax", 6.0, (named, replace(named, name="again"))),)
    page = class_html([report(*cells, student="ada"), report(*cells, student="bob"), report(student="eve")])
    section = page[page.index('id="mistakes"') : page.index('id="others"')]
    assert "softmax The sum runs over the wrong axis. 2 ada , bob" in Elements(section).text
    assert section.count("<tr>") == 2
    assert '<a href="bob/mlp-mnist.html">' in section
    assert 'id="mistakes"' not in class_html([report()])


def test_class_page_groups_students_without_a_recognised_mistake_by_the_first_check_that_failed() -> None:
    named = failed_check(misconception="axis-0", explanation="The sum runs over the wrong axis.")
    first, second = failed_check(title="First"), failed_check(title="Second")
    wrong = (check(), first, second)
    reports = [
        report(CellReport("softmax", 6.0, wrong), CellReport("relu", 2.0, wrong), student="ada"),
        report(CellReport("softmax", 6.0, wrong), CellReport("relu", 2.0, (first, named)), student="bob"),
        report(CellReport("softmax", 6.0, (second,)), CellReport("relu", 2.0, (check(),)), student="eve"),
    ]
    page = class_html(reports)
    section = Elements(page[page.index('id="others"') : page.index('id="students"')]).text
    assert (
        "softmax First 2 ada , bob" in section and "relu First 1 ada" in section and "softmax Second 1 eve" in section
    )
    assert "relu First 2" not in section and "wrong axis" not in section


def test_further_hints_unfold_one_inside_the_other_and_stand_in_the_terminal_in_order() -> None:
    hints = {"hint": "What of `X`?", "further_hints": ("Look <b>here</b>.", "Nearly it.")}
    cell = CellReport("relu", 4.0, (failed_check(**hints), failed_check(message="other", hint="Only one?")))
    made = report(cell)
    for page in (report_html(made), cell_html(cell, made)):
        text = " ".join(Elements(page).text.split())
        assert "Try: What of X ? A pointer Look <b>here</b>. Nearly the answer Nearly it." in text
        assert "<b>here</b>" not in page and "Try: Only one?" in text
        inside = page[page.index("A pointer") :]
        assert inside.index("Nearly the answer") < inside.index("</details></details>"), "one inside the other"
    shown = report_text(made)
    assert (
        shown.index("Try: What of X?") < shown.index("A pointer: Look") < shown.index("Nearly the answer: Nearly it.")
    )


def test_mistake_of_many_students_folds_their_names() -> None:
    cell = CellReport("softmax", 6.0, (failed_check(misconception="axis-0"),))
    page = class_html(report(cell, student=f"s{i}") for i in range(7))
    section = page[page.index('id="mistakes"') : page.index('id="students"')]
    assert '<details class="bare"><summary>7 students</summary>' in section
    assert section.count("<a href") == 7


def test_class_page_names_at_the_top_who_has_no_grade_and_why() -> None:
    page = class_html([report(), broken_report(), Summary.ungraded("mlp-mnist", "eve", "mlp-mnist.ipynb: empty file")])
    text = Elements(page).text
    assert text.index("2 of 3 without a grade") < text.index("The class on")
    assert "eve mlp-mnist.ipynb: empty file" in text[: text.index("The class on")]
    assert "bea broken: net: Any batch: No space left on device" in text[: text.index("The class on")]
    assert "In 1 of 1 the written question is still to be read" in text


def test_class_page_has_a_row_and_a_link_per_student_by_name() -> None:
    page = class_html([report(student="Zoë"), report(student="ada b"), Summary.ungraded("mlp-mnist", "eve", "empty")])
    rows = re.findall(r'<tr><th scope="row">(.*?)</th>', page)
    assert rows == [
        '<a href="ada%20b/mlp-mnist.html"><bdi>ada b</bdi></a>',
        "<bdi>eve</bdi>",
        '<a href="Zo%C3%AB/mlp-mnist.html"><bdi>Zoë</bdi></a>',
    ]


def test_class_page_of_thousands_keeps_no_report() -> None:
    alive = 0

    class Counted(Report):
        def __del__(self) -> None:
            nonlocal alive
            alive -= 1

    most = 0

    def generated() -> Iterator[Report]:
        nonlocal alive, most
        for number in range(3_000):
            alive += 1
            most = max(most, alive)
            yield Counted("mlp-mnist", 7, report().cells, student=f"s{number:04}")

    page = class_html(generated())
    assert page.count('<th scope="row">') == 3_000
    assert most <= 3
    assert len(page) < 1_000_000


def test_class_page_of_nobody_says_so() -> None:
    assert "No submission has a grade." in Elements(class_html([], assignment="mlp-mnist")).text


def test_class_table_has_a_row_per_student_and_names_who_has_no_grade() -> None:
    summaries = [scored("zoe", 10, 0), scored("ada", 10, 5), Summary.ungraded("mlp-mnist", "eve", "empty file")]
    out = io.StringIO()
    Console(file=out, width=100).print(class_table(iter(summaries)))
    text = out.getvalue()
    assert text.index("ada") < text.index("eve") < text.index("zoe")
    assert "2 graded; mean 12.5, median 12.5 of 20" in " ".join(text.split())
    assert "eve: empty file" in text
    assert "1 submission has no grade:" in text
    assert re.search(r"ada +15 +10 +5", text)


def drawn(width: int, *summaries: Summary) -> list[str]:
    out = io.StringIO()
    Console(file=out, width=width).print(class_table(summaries))
    return [line.rstrip() for line in out.getvalue().splitlines()]


def of_many_functions(student: str, **points: float) -> Summary:
    names = ("relu", "softmax", "cross_entropy", "softmax_cross_entropy", "net", "SGD", "evaluate_accuracy", "training")
    cells = tuple(CellSummary(name, points.get(name, 5.0), 5.0) for name in names)
    score = sum(cell.points for cell in cells)
    return Summary("mlp-mnist", student, score, 43.0, cells, manual_points=3.0)


SOME = (
    of_many_functions("01-perfect"),
    of_many_functions("05-softmax-cross-entropy-no-shift", relu=0.0, softmax_cross_entropy=3.75, training=0.0),
    replace(of_many_functions("12-blank"), cells=(CellSummary("relu", 0.0, 5.0),)),
)


def test_class_table_has_every_function_where_all_fit() -> None:
    lines = drawn(132, *SOME)
    assert max(map(len, lines)) > 80
    assert any(
        re.search(r"05-softmax-cross-entropy-no-shift +28.75 +0 +5 +5 +3.75 +5 +5 +5 +0$", line) for line in lines
    )
    assert "Lost points in" not in "\n".join(lines)


@pytest.mark.parametrize("width", [60, 80, 100])
def test_class_table_lists_lost_points_where_not_all_functions_fit_and_crops_nothing(width: int) -> None:
    lines = drawn(width, *SOME)
    text = " ".join("\n".join(lines).split())
    assert max(map(len, lines)) <= width
    assert "…" not in text
    assert re.search(r"01-perfect +40 +nothing", text)
    assert re.search(r"12-blank +40 +everything", text)
    for loss in ("relu -5,", "softmax_cross_entropy -1.25,", "training -5"):
        assert any(loss in line for line in lines), "a name and its points stay in one line"


@pytest.mark.parametrize("width", [20, 30, 45])
def test_class_table_folds_in_a_narrow_console_and_crops_nothing(width: int) -> None:
    lines = drawn(width, *SOME)
    assert max(map(len, lines)) <= width
    last = "".join(line.split()[-1] for line in lines if line.split() and line.split()[-1][0] in "-1")
    assert "-1.25" in last


def test_figures_of_the_class_are_lines_of_their_own_below_the_table() -> None:
    short = [replace(each, cells=(), student="a") for each in SOME]
    lines = drawn(120, *short)
    assert "3 graded; mean 36.25, median 40 of 43; in 3 the written question is still to be read." in lines


def test_verification_table_fits_80_columns_and_names_what_was_not_tried() -> None:
    rows = (
        Row("softmax_cross_entropy", 12, 14, 14, 9, 9, 128, 131, 3, ()),
        Row("sigmoid", 3, 0, 0, 0, 0, 12, 14, 0, ("line 3: x",)),
    )
    out = io.StringIO()
    Console(file=out, width=80).print(verification_table(Verification((), rows)))
    text = out.getvalue()
    assert "…" not in text
    assert re.search(r"softmax_cross_entropy +12 +14 of 14 +9 of 9 +128 of 128 +3", text)
    assert re.search(r"sigmoid +3 +none +none +12 of 14", text)
    assert "note: sigmoid: no samples" in text
    assert "note: softmax" not in text


def test_summary_is_frozen_and_counts_the_manual_score() -> None:
    summary = Summary.of(report(), manual_score=2.5)
    assert (summary.score, summary.max_score, summary.graded) == (9.5, 13.0, True)
    with pytest.raises(FrozenInstanceError):
        summary.score = 50.0  # type: ignore[misc]


def test_page_path_is_one_folder_and_one_file() -> None:
    assert str(page_path("mlp-mnist", "ada b")) == "ada b/mlp-mnist.html"


@pytest.mark.parametrize("student", ["", ".", "..", "a/b", "a\0b"])
def test_page_path_refuses_what_is_no_plain_name(student: str) -> None:
    with pytest.raises(ValueError, match="expected a plain name"):
        page_path("mlp-mnist", student)
