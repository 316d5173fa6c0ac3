"""Grades filled into the files of Canvas and Moodle."""

from __future__ import annotations

import csv
import io

import pytest

from autograder.errors import UsageError
from autograder.gradebook.book import Grades
from autograder.publishing.standings import Standing
from autograder.publishing.worksheets import fill_canvas, fill_moodle

POINTS = {"check-relu": 4.0, "check-double": 2.5, "check-shift": 0.0, "check-training": 7.0}
# As lib/gradebook_exporter.rb of Canvas writes it.
CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Integration ID,Section,Notes,Other (12),Tiny (77),Tiny 2 (78),Current Score,Final Score
,,,,,,,,Manual Posting,,,
    Points Possible,,,,,,,10,25,5,(read only),(read only)
"Lee, Ann",101,S1,ann@uni.example,i1,A,,3,,,30,30
"=cmd()",102,S2,bob,i2,"A and B",,3,,,30,30
"Zed",103,S3,zed,i3,A,,3,9,,30,30
"Student, Test",104,,,,A,,,,,,
"""
# As Moodle's "Download grading worksheet" writes it.
MOODLE = """\
Identifier,"Full name","Email address",Status,Grade,"Maximum grade","Grade can be changed","Last modified (submission)",\
"Last modified (grade)","Feedback comments"
"Participant 7001","Ann Lee",a@uni.example,"Submitted for grading",,25.00,Yes,"Friday, 27 February 2026, 10:00 AM",-,
"Participant 7002","=cmd()",bob,"Submitted for grading",-,25.00,Yes,"Friday, 27 February 2026, 10:00 AM",-,
"Participant 7003",Zed,z@uni.example,"No submission",9.00,25.00,Yes,-,"Friday, 27 February 2026, 11:00 AM","kept as it is"
"""


def rows(text):
    return list(csv.reader(io.StringIO(text)))


@pytest.fixture
def class_of_four():
    return [
        Standing("ann", grades=Grades(points={**POINTS, "question": 2.0})),
        Standing("bob", grades=Grades(points={**POINTS, "question": None}, late_penalty=1.5)),
        Standing("eve", problem="not graded"),
        Standing("new", grades=Grades(points=POINTS)),
    ]


def test_canvas_own_file_keeps_its_columns_and_gets_the_grades(tiny, class_of_four):
    filled = fill_canvas(CANVAS, tiny.assignment, class_of_four, numbers={"ann": "101"})
    assert rows(filled.text) == [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Integration ID", "Section", "Tiny (77)"],
        ["    Points Possible", "", "", "", "", "", "25"],
        ["Lee, Ann", "101", "S1", "ann@uni.example", "i1", "A", "15.5"],
        ["'=cmd()", "102", "S2", "bob", "i2", "A and B", "12"],
    ]
    assert (filled.missing, filled.notes) == (("new",), ())


@pytest.mark.parametrize("title", ["Tiny 2", "Tiny 2 (78)", "tiny 2"])
def test_the_column_may_be_named(tiny, class_of_four, title):
    filled = fill_canvas(CANVAS, tiny.assignment, class_of_four, numbers={}, title=title)
    assert rows(filled.text)[0][-1] == "Tiny 2 (78)"
    assert filled.notes == ("Canvas has 5 points for it, the assignment 25: change one of them before the upload",)


def test_an_unclear_column_is_refused_with_the_choice(tiny, class_of_four):
    with pytest.raises(
        UsageError, match=r"0 columns are called 'Lab': .* 'Other \(12\)', 'Tiny \(77\)', 'Tiny 2 \(78\)'"
    ):
        fill_canvas(CANVAS, tiny.assignment, class_of_four, numbers={}, title="Lab")
    twice = CANVAS.replace("Tiny 2 (78)", "Tiny (78)")
    with pytest.raises(UsageError, match="2 columns are called 'tiny'"):
        fill_canvas(twice, tiny.assignment, class_of_four, numbers={})
    assert (
        rows(fill_canvas(twice, tiny.assignment, class_of_four, numbers={}, title="Tiny (78)").text)[0][-1]
        == "Tiny (78)"
    )


def test_a_file_with_semicolons_is_read(tiny, class_of_four):
    filled = fill_canvas(
        CANVAS.replace('"Lee, Ann"', "Lee").replace('"Student, Test"', "x").replace(",", ";"),
        tiny.assignment,
        class_of_four,
        numbers={},
    )
    assert rows(filled.text)[2][:2] == ["'=cmd()", "102"]


def test_moodles_worksheet_gets_grades_and_comments_and_keeps_all_else(tiny, class_of_four):
    filled = fill_moodle(MOODLE, tiny.assignment, class_of_four, numbers={"ann": "7001"})
    header, ann, bob, zed = rows(filled.text)
    before = rows(MOODLE)
    assert header == before[0] and zed == before[3]
    assert (ann[4], bob[4]) == ("15.5", "12")
    assert ann[9] == "relu 4 of 4; double 2.5 of 6; shift 0 of 5; question 2 of 3; training 7 of 7."
    assert bob[9] == (
        "relu 4 of 4; double 2.5 of 6; shift 0 of 5; question: 3 points wait for the grader's reading; training 7 of 7; "
        "late: 1.5 points off."
    )
    assert bob[1] == "'=cmd()"
    assert ann[:4] == before[1][:4] and ann[5:9] == before[1][5:9], "the dates by which Moodle sees changes"
    assert filled.missing == ("new",)
    final = fill_moodle(MOODLE, tiny.assignment, class_of_four, numbers={"ann": "7001"}, final=True)
    assert "question 0 of 3" in rows(final.text)[2][9]


def test_moodles_comment_says_what_was_left_out_and_that_the_score_is_scaled(tiny):
    given = {name: value for name, value in POINTS.items() if name != "check-double"} | {"question": 2.0}
    older = Standing("bob", grades=Grades(points=given), left_out=("double", "check-double"))
    bob = rows(fill_moodle(MOODLE, tiny.assignment, [older], numbers={}).text)[2]
    assert bob[4] == "17.11"
    assert bob[9] == (
        "relu 4 of 4; shift 0 of 5; question 2 of 3; training 7 of 7; "
        "added later and not counted here: double; 13 of 19 points, scaled to 25."
    )


def test_another_maximum_in_moodle_is_named(tiny, class_of_four):
    filled = fill_moodle(MOODLE.replace("25.00", "100.00"), tiny.assignment, class_of_four, numbers={})
    assert filled.notes == ("Moodle has 100.00 points for it, the assignment 25: change one of them before the upload",)


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "\n\n"])
def test_another_file_is_refused(tiny, class_of_four, text):
    with pytest.raises(UsageError, match="--template: expected a gradebook export of Canvas"):
        fill_canvas(text, tiny.assignment, class_of_four, numbers={})
    with pytest.raises(UsageError, match="--template: expected a grading worksheet of Moodle, in English"):
        fill_moodle(text, tiny.assignment, class_of_four, numbers={})
