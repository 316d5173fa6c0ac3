"""The class list: reading it, and finding whose an upload is."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from autograder.errors import UsageError
from autograder.lms.naming import Upload
from autograder.lms.roster import read_roster

LIST = """\
id,first_name,last_name,email,lms_user_id,section
al,Ann,Lee,al@uni.example,101,A
al2,Ann,Lee,al2@uni.example,,B
zo,Zoë,O'Brien-Müller,zo@uni.example,,A
kim,Kim,Ji Woo,kim@uni.example,103,A
"""


@pytest.fixture
def roster(tmp_path):
    (tmp_path / "students.csv").write_text("\ufeff" + LIST, "utf-8")
    return read_roster(tmp_path / "students.csv")


@pytest.mark.parametrize(
    ("name", "number", "student"),
    [
        ("leeann", "101", "al"),
        ("whoever", "101", "al"),  # the number decides
        ("leeann", "999", "al2"),  # the other Ann Lee has another number
        ("obrienmüllerzoë", "999", "zo"),
        ("Zoe OBrien-Muller", "999", "zo"),
        ("O'Brien-Mu\u0308ller Zoe\u0308", "999", "zo"),
        ("kim", "", "kim"),
        ("kim@uni.example", "", "kim"),
    ],
)
def test_whose_an_upload_is(roster, name, number, student):
    assert roster.student(Upload(name, number, PurePosixPath(), lasting=True)) == (student, "")


@pytest.mark.parametrize(
    ("name", "number", "why"),
    [
        ("jiwookim", "104", "has another number"),
        ("Nobody Here", "999", "nobody in"),
        ("Participant", "999", "nobody in"),
        ("", "999", "nobody in"),
        ("Kim Ji Woo", "", "nobody in"),  # without a number only logins and addresses count
    ],
)
def test_whose_an_upload_is_not(roster, name, number, why):
    student, reason = roster.student(Upload(name, number, PurePosixPath(), lasting=True))
    assert student == "" and why in reason


def test_a_number_of_one_assignment_decides_nothing(roster):
    assert roster.student(Upload("Kim Ji Woo", "101", PurePosixPath())) == ("kim", "")
    assert "several students" in roster.student(Upload("Ann Lee", "101", PurePosixPath()))[1]


def test_a_name_of_several_students_decides_nothing(tmp_path):
    (tmp_path / "s.csv").write_text("id,first_name,last_name\na,Ann,Lee\nb,Lee,Ann\n")
    student, why = read_roster(tmp_path / "s.csv").student(Upload("Ann Lee", "5", PurePosixPath()))
    assert student == "" and "several students of" in why and "a, b" in why


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("login,name\na,b\n", "expected a column id"),
        ("", "expected a column id"),
        ("id\nann\nann\n", "ann is there twice"),
        ("id\n../x\n", "cannot be a student's id"),
        ("id,email\n,x\n", "cannot be a student's id"),
        ("id\n.hidden\n", "cannot be a student's id"),
    ],
)
def test_a_malformed_list_is_refused(tmp_path, text, complaint):
    (tmp_path / "s.csv").write_text(text)
    with pytest.raises(UsageError, match=complaint):
        read_roster(tmp_path / "s.csv")


def test_a_list_that_cannot_be_read_is_named(tmp_path):
    (tmp_path / "s.csv").write_bytes(b"id\n\xff\n")
    for name in ("s.csv", "nowhere.csv"):
        with pytest.raises(UsageError, match=f"{name}: cannot be read as a class list"):
            read_roster(tmp_path / name)
