"""Grades for other programs."""

from __future__ import annotations

import csv
import io

import pytest

from autograder.gradebook.book import Grades
from autograder.publishing.exports import FORMATS, export
from autograder.publishing.standings import Standing

POINTS = {"check-relu": 4.0, "check-double": 2.5, "check-shift": 0.0, "check-training": 7.0}


def rows(text):
    return list(csv.reader(io.StringIO(text)))


@pytest.fixture
def class_of_three():
    return [
        Standing("ann", grades=Grades(points={**POINTS, "question": 2.0})),
        Standing("bob", grades=Grades(points={**POINTS, "question": None}, late_penalty=1.5, seconds_late=3600)),
        Standing("eve", problem="not graded"),
    ]


def test_the_plain_table_has_every_cell_and_no_row_without_a_grade(tiny, class_of_three):
    header, *body = rows(export("csv", tiny.assignment, class_of_three))
    table = [dict(zip(header, row, strict=True)) for row in body]
    assert [row["student"] for row in table] == ["ann", "bob"]
    assert (table[0]["score"], table[0]["max_score"], table[0]["waiting_for_a_person"]) == ("15.5", "25", "no")
    assert (table[1]["score"], table[1]["late_penalty"], table[1]["question"]) == ("12", "1.5", "")
    assert (table[0]["late_seconds"], table[1]["late_seconds"]) == ("0", "3600")
    assert table[1]["waiting_for_a_person"] == "yes"
    assert table[0]["check-double"] == "2.5"


def test_canvas_and_moodle_get_the_columns_they_import(tiny, class_of_three):
    canvas = rows(export("canvas", tiny.assignment, class_of_three))
    assert canvas[0] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "tiny"]
    assert canvas[1] == ["    Points Possible", "", "", "", "", "25"]
    assert canvas[2] == ["", "", "", "ann", "", "15.5"]
    assert canvas[3] == ["(late by 1:00:00, minus 1.5 points; waiting for a person's points)", "", "", "bob", "", "12"]
    assert rows(export("moodle", tiny.assignment, class_of_three)) == [
        ["username", "tiny", "waiting_for_a_person", "late"],
        ["ann", "15.5", "no", ""],
        ["bob", "12", "yes", "late by 1:00:00, minus 1.5 points"],
    ]


def test_canvas_finds_the_assignment_and_the_student_by_their_ids(tiny, class_of_three):
    known = {"title": "Lab 1 (77)", "numbers": {"bob": "102"}, "final": True}
    canvas = rows(export("canvas", tiny.assignment, class_of_three, **known))
    assert canvas[0][-1] == "Lab 1 (77)"
    late = "(late by 1:00:00, minus 1.5 points)"
    assert canvas[2:] == [["", "", "", "ann", "", "15.5"], [late, "102", "", "bob", "", "12"]]


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx"])
def test_a_folder_named_like_a_formula_is_text_to_a_spreadsheet(tiny, format_, name):
    text = export(format_, tiny.assignment, [Standing(name, grades=Grades(points=POINTS))])
    assert f"'{name}" in rows(text)[-1]


def test_a_penalty_never_makes_a_score_negative():
    assert Grades(points={"a": 1.0}, late_penalty=5.0).score == 0.0
