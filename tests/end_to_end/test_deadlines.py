"""Due dates, extensions and the price of late work: set, graded, changed after grading, and shown everywhere."""

from __future__ import annotations

import csv
import io
import time
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from autograder.cli import main

HALF_SQUARE = "def square(x):\n    return 9"  # 3 of 6 points
RULE = "[late]\nper_day = 0.1\ncap = 0.5\ngrace_minutes = 15\n"
RULE_IN_WORDS = "each day begun, after 15 minutes of grace, costs 10 % of the points earned, at most 50 %"


def autograder(toy, *arguments, zone="UTC"):
    """Run the command in this process, on a machine in the given time zone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", zone)
        time.tzset()
        done = CliRunner().invoke(main, ["--course", str(toy.root), *map(str, arguments)], catch_exceptions=False)
    time.tzset()
    return SimpleNamespace(returncode=done.exit_code, stdout=done.stdout, stderr=done.stderr)


def hand_in_at(toy, student, when, **cells):
    toy.hand_in(student, **cells)
    (toy.folder(student) / "timestamp.txt").write_text(when)


def rule(toy, text=RULE):
    (toy.root / "autograder" / "suites" / "toy" / "suite.toml").write_text(text)


def exported(toy, form="csv"):
    done = autograder(toy, "export", "toy", "--format", form)
    key = {"csv": "student", "canvas": "SIS Login ID", "moodle": "username"}[form]
    return done, {row[key]: row for row in csv.DictReader(io.StringIO(done.stdout))}


def penalties(toy):
    return {name: found.late_penalty for name, found in toy.gradebook.grades("toy").items()}


@pytest.fixture(scope="module")
def graded(toy_course, tmp_path_factory):
    """A class graded with a due date, an extension and a rule. The question is left unanswered: 10 points at most."""
    toy = toy_course(tmp_path_factory.mktemp("late") / "course")
    rule(toy)
    no = {"answer": "YOUR ANSWER HERE"}
    hand_in_at(toy, "in-time", "2026-12-01 22:59:00 UTC", **no)
    hand_in_at(toy, "in-grace", "2026-12-01T23:10:00+00:00", **no)
    hand_in_at(toy, "one-day", "2026-12-02 01:00:00 CET", **no)  # 00:00 UTC: an hour and a minute late
    hand_in_at(toy, "week", "2026-12-08 22:59:00.5 UTC", square=HALF_SQUARE, **no)
    hand_in_at(toy, "extended", "2026-12-03T12:00:00+0100", **no)
    toy.hand_in("undated", **no)
    assert autograder(toy, "due", "toy", "2026-12-01T23:59+01:00").returncode == 0
    shown = autograder(toy, "due", "toy", "2026-12-04T00:00+01:00", "--student", "extended")
    assert shown.returncode == 0, shown.stderr
    assert shown.stdout.splitlines() == [
        "toy: due 2026-12-01 22:59:00+00:00",
        "extended: until 2026-12-03 23:00:00+00:00",
        f"late work: {RULE_IN_WORDS}",
    ]
    return toy, autograder(toy, "grade", "toy")


def test_the_table_of_the_terminal_says_who_is_late_by_how_much_and_at_what_cost(graded):
    _, run = graded
    assert run.returncode == 0, run.stderr
    rows = {line.split()[0]: line.split()[1:] for line in run.stdout.splitlines() if line.split()[1:]}
    assert rows["Student"][:2] == ["Score", "Late"]
    assert rows["one-day"] == ["9", "1:01:00", "(-1)", "4", "6"]
    assert rows["week"] == ["3.5", "7", "days,", "0:00:00", "(-3.5)", "4", "3"]
    assert rows["in-grace"] == ["10", "0:11:00", "4", "6"]
    assert rows["in-time"] == rows["extended"] == rows["undated"] == ["10", "4", "6"]
    assert "one-day: late by 1:01:00, minus 1 point" in run.stderr
    assert "in-grace: late by 0:11:00, no points lost" in run.stderr
    assert "counted as in time, because timestamp.txt does not say when they came: undated" in run.stderr


def test_pages_say_who_is_late_by_how_much_at_what_cost_and_by_which_rule(graded):
    toy, _ = graded
    assert autograder(toy, "report", "toy").returncode == 0
    page = (toy.root / "feedback" / "one-day" / "toy.html").read_text()
    assert f"Handed in late by 1:01:00, minus 1 point: {RULE_IN_WORDS}." in page
    assert '<div class="score">9 <small>of 13 points' in page
    assert "late by" not in (toy.root / "feedback" / "extended" / "toy.html").read_text()
    page = (toy.root / "feedback" / "toy-class.html").read_text()
    assert "3 of 6 came late, which cost 4.5 points together." in page
    assert "7 days, 0:00:00 (−3.5)" in page


def test_every_export_says_who_is_late_by_how_much_and_at_what_cost(graded):
    toy, _ = graded
    done, rows = exported(toy)
    assert done.returncode == 0, done.stderr
    seen = {name: (row["late_seconds"], row["late_penalty"], row["score"]) for name, row in rows.items()}
    assert seen["one-day"] == ("3660", "1", "9")
    assert seen["in-grace"] == ("660", "0", "10")
    assert seen["extended"] == seen["in-time"] == ("0", "0", "10")
    assert exported(toy, "moodle")[1]["one-day"] == {
        "username": "one-day",
        "toy": "9",
        "waiting_for_a_person": "no",
        "late": "late by 1:01:00, minus 1 point",
    }
    canvas = exported(toy, "canvas")[1]
    assert (canvas["one-day"]["Student"], canvas["one-day"]["toy"]) == ("(late by 1:01:00, minus 1 point)", "9")
    assert canvas["in-time"]["Student"] == ""


@pytest.fixture
def class_(graded, tmp_path):
    return graded[0].copy(tmp_path / "copy" / "course")


def test_another_due_date_or_extension_after_grading_changes_grades_without_grading_again(class_):
    assert autograder(class_, "due", "toy", "2026-12-02T23:59+01:00").returncode == 0
    assert penalties(class_)["one-day"] == 0
    assert autograder(class_, "due", "toy", "2026-12-09T00:00Z", "--student", "week").returncode == 0
    assert penalties(class_)["week"] == 0
    assert exported(class_)[1]["week"]["score"] == "7"
    assert autograder(class_, "due", "toy", "none", "--student", "week").returncode == 0
    assert exported(class_)[1]["week"]["score"] == "3.5"
    again = autograder(class_, "grade", "toy")
    assert "6 kept" in again.stderr and "one-day: late" not in again.stderr


def test_dates_and_points_changed_in_formgrader_count_in_the_next_table_report_and_export(class_):
    with class_.gradebook.database() as book:
        book.update_or_create_assignment("toy", duedate="2026-11-29 22:59:00 UTC")
        book.find_grade("question", "toy", "toy", "one-day").manual_score = 3.0
        book.db.commit()
    done, rows = exported(class_)
    assert (rows["one-day"]["late_penalty"], rows["one-day"]["score"]) == ("3.9", "9.1")  # 30 % of 13
    assert "one-day: late by 2 days, 1:01:00, minus 3.9 points" in done.stderr
    assert rows["in-time"]["late_penalty"] == "2"  # exactly two days
    with class_.gradebook.database() as book:
        book.update_or_create_assignment("toy", duedate="2027-01-01 00:00:00 UTC")
        book.find_grade("check-square", "toy", "toy", "week").manual_score = 6.0
        book.db.commit()
    assert "late" not in autograder(class_, "grade", "toy").stderr.replace("late work", "")
    assert set(penalties(class_).values()) == {0.0}
    assert autograder(class_, "report", "toy").returncode == 0
    page = (class_.root / "feedback" / "week" / "toy.html").read_text()
    assert '<div class="score">10 <small>of 13' in page and "The grader changed points by hand: plus 3 points." in page


def test_another_time_of_submission_after_grading_makes_the_grade_old(class_):
    (class_.folder("one-day") / "timestamp.txt").write_text("2026-12-03 22:59 UTC\n")
    assert "older grades: one-day:" in exported(class_)[0].stderr
    assert "1 graded, 5 kept" in " ".join(autograder(class_, "grade", "toy").stderr.split())
    assert penalties(class_)["one-day"] == 2


def test_nbgraders_own_commands_apply_the_rule(toy):
    rule(toy)
    hand_in_at(toy, "ann", "2026-12-03 12:00:00 UTC")
    assert autograder(toy, "due", "toy", "2026-12-01T23:59:00Z").returncode == 0
    result = toy.nbgrader("autograde", "toy")
    assert result.returncode == 0, result.stderr
    with toy.gradebook.database() as book:
        assert book.find_submission("toy", "ann").late_submission_penalty == 2.0
    assert toy.nbgrader("autograde", "toy", "--force").returncode == 0
    assert penalties(toy) == {"ann": 2.0}


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "Pacific/Auckland"])
def test_the_hour_that_comes_twice_in_autumn_and_the_machines_zone_do_not_matter(toy, zone):
    """On 25 October 2026 02:30 comes twice in Berlin: at +02:00, and an hour later at +01:00."""
    for offset, due in (("+02:00", "2026-10-25 00:30:00"), ("+01:00", "2026-10-25 01:30:00")):
        assert autograder(toy, "due", "toy", f"2026-10-25T02:30{offset}", zone=zone).returncode == 0
        with toy.gradebook.database() as book:
            assert str(book.find_assignment("toy").duedate) == due
    shown = autograder(toy, "due", "toy", zone="Europe/Berlin").stdout
    assert shown.splitlines()[0] == "toy: due 2026-10-25 02:30:00+01:00"


def test_an_extension_over_the_end_of_summer_time_ends_when_it_says(toy):
    zone = "Europe/Berlin"
    hand_in_at(toy, "ann", "2026-10-26T02:30:01+01:00")
    hand_in_at(toy, "bob", "2026-10-26T02:30:00+01:00")
    assert autograder(toy, "due", "toy", "2026-10-24T02:30+02:00", zone=zone).returncode == 0
    for student in ("ann", "bob"):
        assert autograder(toy, "due", "toy", "2026-10-26T02:30+01:00", "--student", student, zone=zone).returncode == 0
    assert autograder(toy, "grade", "toy", zone=zone).returncode == 0
    found = toy.gradebook.grades("toy")
    assert (found["ann"].seconds_late, found["bob"].seconds_late) == (1, 0)


def test_a_student_may_get_an_extension_before_handing_in(toy):
    assert autograder(toy, "due", "toy", "2026-12-01T23:59Z").returncode == 0
    unknown = autograder(toy, "due", "toy", "2026-12-02T23:59Z", "--student", "ann")
    assert unknown.returncode == 2 and "nbgrader db student add ann" in unknown.stderr
    assert toy.nbgrader("db", "student", "add", "ann").returncode == 0
    assert autograder(toy, "due", "toy", "2026-12-02T23:59Z", "--student", "ann").returncode == 0
    hand_in_at(toy, "ann", "2026-12-02 20:00 UTC")
    assert autograder(toy, "grade", "toy").returncode == 0
    assert toy.gradebook.grades("toy")["ann"].seconds_late == 0


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["2026-12-01T23:59"], "2026-12-01T23:59: expected a time with its offset from UTC"),
        (["tomorrow"], "tomorrow: expected a time with its offset"),
        (["2026-12-01"], "2026-12-01: expected a time with its offset"),
        (["--student", "ann"], "expected a time after the assignment's name"),
        (["2026-12-01T23:59Z", "--student", "ann"], "toy has no due date to extend"),
    ],
)
def test_dates_that_say_too_little_are_refused_in_one_line(toy, arguments, complaint):
    done = autograder(toy, "due", "toy", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert complaint in done.stderr and len(done.stderr.splitlines()) == 1


def test_an_extension_must_be_after_the_due_date_and_keeps_it_from_being_removed(toy):
    toy.folder("ann")
    assert autograder(toy, "due", "toy", "2026-12-01T23:59Z").returncode == 0
    early = autograder(toy, "due", "toy", "2026-11-01T23:59Z", "--student", "ann")
    assert early.returncode == 2 and "expected a time after the due date" in early.stderr
    assert autograder(toy, "due", "toy", "2026-12-02T23:59Z", "--student", "ann").returncode == 0
    kept = autograder(toy, "due", "toy", "none")
    assert kept.returncode == 2 and "ann has an extension: remove it first" in kept.stderr
    with toy.gradebook.database() as book:  # as formgrader allows
        book.update_or_create_assignment("toy", duedate=None)
    hand_in_at(toy, "ann", "2026-12-02 20:00 UTC")
    refused = autograder(toy, "grade", "toy")
    assert refused.returncode == 2 and "ann has an extension, but toy has no due date" in refused.stderr
    assert autograder(toy, "due", "toy", "none", "--student", "ann").returncode == 0
    assert autograder(toy, "grade", "toy").returncode == 0


@pytest.mark.parametrize(
    "setting", ["LateSubmissionPlugin.penalty_method = 'zero'", "AssignLatePenalties.plugin_class = 'own.Rule'"]
)
def test_two_rules_for_late_work_are_refused_and_nothing_is_graded(toy, setting):
    rule(toy)
    toy.hand_in("ann")
    with (toy.root / "nbgrader_config.py").open("a") as settings:
        settings.write(f"\nc.{setting}\n")
    for verb in ("grade", "report", "export"):
        done = autograder(toy, verb, "toy")
        assert done.returncode == 2 and "keep one of them" in done.stderr, verb
    assert not (toy.root / "autograded").exists()


@pytest.mark.parametrize(
    ("table", "complaint"),
    [
        ("late = 3", "late: expected a table [late], got 3"),
        ("[late]\ncap = 0.5", "[late] per_day: expected a share from 0 to 1, got nothing"),
        ("[late]\nper_day = 10", "[late] per_day: expected a share from 0 to 1, got 10"),
        ("[late]\nper_day = true", "[late] per_day: expected a share from 0 to 1, got True"),
        ("[late]\nper_day = 0.1\ngrace_minutes = inf", "[late] grace_minutes: expected minutes, 0 or more, got inf"),
        ("[late]\nper_day = 0.1\ngrace = 5", "[late]: expected per_day, cap, grace_minutes, got 'grace'"),
    ],
)
def test_a_malformed_rule_is_named_before_anything_is_graded(toy, table, complaint):
    rule(toy, table)
    toy.hand_in("ann")
    done = autograder(toy, "grade", "toy")
    assert done.returncode == 2 and complaint in done.stderr
    assert not (toy.root / "autograded").exists()
