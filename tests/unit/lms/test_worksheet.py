"""Moodle's grading worksheet: whose a number is, and when the work was handed in."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from autograder.errors import UsageError
from autograder.lms.worksheet import Line, read_worksheet, time_zone

SHEET = """\
Identifier,Full name,ID number,Email address,Grade,Last modified (submission),Last modified (grade)
Participant 7001,Ann Lee,,ann@uni.example,,"Friday, 27 February 2026, 10:00 AM",-
Participant 7002,Bob,b-22,bob@uni.example,,"Friday, July 3, 2026, 11:59 PM",-
Participant 7003,Zed,,,,"Sunday, 25 October 2026, 2:30 AM",-
Participant 7004,Eve,,,,-,-
Participant 7005,Eve,,,,sometime or other,-
"""


def test_times_are_read_in_the_accounts_zone(tmp_path):
    (tmp_path / "w.csv").write_text("\ufeff" + SHEET, "utf-8")
    found = read_worksheet(tmp_path / "w.csv", ZoneInfo("Europe/Berlin"))
    assert found == {
        "7001": Line(frozenset({"ann@uni.example"}), "2026-02-27 09:00:00 UTC"),
        "7002": Line(frozenset({"b-22", "bob@uni.example"}), "2026-07-03 21:59:00 UTC"),
        "7003": Line(frozenset(), "2026-10-25 00:30:00 UTC"),  # twice that night: the first, in summer time
        "7004": Line(frozenset(), None),
        "7005": Line(frozenset(), None),
    }


def test_other_files_and_zones_are_refused(tmp_path):
    (tmp_path / "w.csv").write_text("Bezeichner,Bewertung\n")
    with pytest.raises(UsageError, match="expected Moodle's grading worksheet in English, with Identifier and"):
        read_worksheet(tmp_path / "w.csv", None)
    with pytest.raises(UsageError, match=r"nowhere\.csv: cannot be read"):
        read_worksheet(tmp_path / "nowhere.csv", None)
    for name in ("Nowhere/City", "../etc/passwd", ""):
        with pytest.raises(UsageError, match="no such zone"):
            time_zone(name)
    assert time_zone(None) is None
