"""The leaderboard in the feedback pages: each student's place and label on each page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import pytest

from autograder.course.assignment import Assignment, Course
from autograder.errors import AssignmentError
from autograder.model import CellReport, CheckResult, Measure, Report, Verdict
from autograder.publishing.feedback import Written, write_feedback
from autograder.publishing.pseudonyms import course_secret, pseudonyms
from autograder.publishing.standings import Standing

BOARD = '[leaderboard]\ncell = "training"\nmeasure = "test accuracy"\ntitle = "Best <of> all"\n'
RIGHT = {"ann": 9000, "bob": 8990, "zoe": 5000, "<b>eve</b>": 4000}
Write = Callable[..., Written]


class Standings:
    """Graded submissions (``dan``'s without the measurement) and ``kim``'s, which could not be read."""

    def __iter__(self) -> Iterator[Standing]:
        for student, right in {**RIGHT, "dan": None}.items():
            measures = () if right is None else (Measure("test accuracy", right, 10_000),)
            check = CheckResult("test_training.py::test_m", "Measures", Verdict.FAILED, weight=0, measures=measures)
            report = Report("tiny", 1, (CellReport("training", 7.0, (check,)),), student=student)
            yield Standing(student.replace("/", "-"), replace(report, student=student.replace("/", "-")))
        yield Standing("kim", problem="not a notebook")


NAMES = {standing.student for standing in Standings()}


@pytest.fixture
def tiny_board(make_tiny: Any) -> Assignment:
    assignment: Assignment = make_tiny({"suite.toml": BOARD}).assignment
    return assignment


@pytest.fixture
def write(tiny_board: Assignment, tmp_path: Path) -> Write:
    course = Course(tiny_board.path.parents[2])
    return lambda **options: write_feedback(tiny_board, course, Standings(), tmp_path / "feedback", **options)


def text_of(path: Path) -> str:
    """The text of a page, without markup."""
    page = path.read_text("utf-8").partition("</style>")[2]
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())


def under(assignment: Assignment) -> dict[str, str]:
    return pseudonyms(course_secret(Course(assignment.path.parents[2])), "tiny", NAMES)


def test_without_a_leaderboard_there_is_none_and_no_secret(tiny: Any, tmp_path: Path) -> None:
    course = Course(tiny.root)
    once = iter(Standings())
    written = write_feedback(tiny.assignment, course, once, tmp_path)
    assert written.leaderboard is None and len(written.summaries) == 6
    assert not list(tmp_path.glob("*leaderboard*")) and not (course.root / ".autograder").exists()
    assert "eaderboard" not in text_of(written.class_page) + text_of(tmp_path / "ann" / "tiny.html")


def test_the_shared_page_has_pseudonyms_in_order_and_no_name(write: Write, tiny_board: Assignment) -> None:
    written = write()
    assert written.leaderboard == written.class_page.parent / "tiny-leaderboard.html"
    page = written.leaderboard.read_text("utf-8")
    assert not [name for name in NAMES if re.search(rf"\b{re.escape(name.strip('<>'))}\b", page)]
    chosen = under(tiny_board)
    lines = re.findall(
        r'<td class="rank">(.*?)</td><th scope="row"><bdi>(.*?)</bdi></th><td class="num share">(.*?)\s%', page
    )
    first, second = chosen["ann"], chosen["bob"]
    assert lines[:2] == [("1–2", first, "90.00"), ("1–2", second, "89.90")]
    assert lines[2:] == [("3", chosen["zoe"], "50.00"), ("4", chosen["<b>eve<-b>"], "40.00")]
    assert "89.4 to 90.6 %" in text_of(written.leaderboard).replace("\xa0", " ")


def test_those_without_the_measurement_are_not_listed(write: Write, tiny_board: Assignment) -> None:
    written = write()
    chosen = under(tiny_board)
    assert written.leaderboard is not None
    page = written.leaderboard.read_text("utf-8")
    assert chosen["dan"] not in page and chosen["kim"] not in page
    assert "eaderboard" not in text_of(written.class_page.parent / "dan" / "tiny.html")


def test_a_students_page_says_pseudonym_and_ranks(write: Write, tiny_board: Assignment) -> None:
    folder = write().class_page.parent
    shown = text_of(folder / "ann" / "tiny.html")
    assert f"Leaderboard: Best &lt;of&gt; all You appear there as {under(tiny_board)['ann']} : rank 1–2 of 4" in shown
    assert "by test accuracy, with 90.00 % (95 % interval 89.4 to 90.6 %)" in shown
    assert under(tiny_board)["bob"] not in shown


def test_the_class_page_has_the_same_leaderboard_and_links_to_it(write: Write, tiny_board: Assignment) -> None:
    page = write().class_page.read_text("utf-8")
    assert 'href="tiny-leaderboard.html"' in page
    assert "Leaderboard: Best &lt;of&gt; all" in page
    assert f"<bdi>{under(tiny_board)['ann']}</bdi>" in page


def test_names_take_the_pseudonyms_place_on_every_page_and_are_escaped(write: Write, tiny_board: Assignment) -> None:
    written = write(names=True)
    assert written.leaderboard is not None
    for page in (written.leaderboard.read_text("utf-8"), written.class_page.read_text()):
        assert '<th scope="row"><bdi>ann</bdi></th>' in page and "&lt;b&gt;eve&lt;-b&gt;" in page
        assert "<b>eve" not in page and "<of>" not in page
        assert not [name for name in under(tiny_board).values() if name in page]
    assert "You appear under your own name: rank 1–2 of 4" in text_of(written.class_page.parent / "ann" / "tiny.html")
    without = write()
    assert without.leaderboard is not None and "ann" not in text_of(without.leaderboard).split()


def test_pseudonyms_are_the_same_the_next_time(write: Write) -> None:
    pages = []
    for _ in range(2):
        written = write()
        assert written.leaderboard is not None
        pages.append(written.leaderboard.read_bytes())
    assert pages[0] == pages[1]


def test_a_leaderboard_that_nobody_is_on_says_so(tiny_board: Assignment, tmp_path: Path) -> None:
    nobody = [Standing("kim", problem="not a notebook")]
    written = write_feedback(tiny_board, Course(tiny_board.path.parents[2]), nobody, tmp_path)
    assert written.leaderboard is not None
    assert "Nobody has a measurement of test accuracy yet." in text_of(written.leaderboard)


def test_a_malformed_leaderboard_is_refused_before_a_page_is_written(make_tiny: Any, tmp_path: Path) -> None:
    assignment = make_tiny({"suite.toml": BOARD.replace('"training"', '"trainig"')}).assignment
    with pytest.raises(AssignmentError, match=r"suite\.toml: \[leaderboard\] cell: expected a graded cell \(relu, "):
        write_feedback(assignment, Course(assignment.path.parents[2]), Standings(), tmp_path / "feedback")
    assert not (tmp_path / "feedback").exists()


def test_the_class_page_shows_the_code_that_was_handed_in(tiny: Any, tmp_path: Path) -> None:
    course = Course(tmp_path)
    for student, source in {
        "ann": "def double(x):\n    return x",
        "bob": "def double(x):\n    return x + 0 * 2",
    }.items():
        folder = tmp_path / "submitted" / student / "tiny"
        folder.mkdir(parents=True)
        nbformat.write(tiny.notebook(double=source), folder / "tiny.ipynb")
    check = CheckResult("n", "Doubles", Verdict.FAILED, misconception="same", explanation="It gives `x` back.")
    report = Report("tiny", 1, (CellReport("double", 4.0, (check,)),))
    standings = [Standing(student, replace(report, student=student)) for student in ("ann", "bob", "lost")]
    page = text_of(write_feedback(tiny.assignment, course, standings, tmp_path / "feedback").class_page)
    assert "ann def double(x): return x bob def double(x): return x + 0 * 2" in page
