"""Submission folders are read without trust: names, links, sizes and times."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from nbgrader.utils import parse_utc

from autograder.errors import SubmissionError, UsageError
from autograder.submission.files import read_file
from autograder.submission.folders import MAX_FILES, SubmissionFolder, submission_folders

IGNORED = "timestamp.txt holds no time that can be read, and is ignored: nobody knows when this was handed in."


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "submitted" / "ann" / "toy"
    path.mkdir(parents=True)
    return SubmissionFolder("ann", path)


def test_folders_are_found_by_student_and_hidden_ones_are_not(tmp_path):
    for name in ("zoe", "-ann é", ".ipynb_checkpoints"):
        (tmp_path / "submitted" / name / "toy").mkdir(parents=True)
    (tmp_path / "submitted" / "bob").mkdir()
    (tmp_path / "submitted" / "file").touch()
    assert [found.student for found in submission_folders(tmp_path, "toy")] == ["-ann é", "zoe"]


def test_no_submissions_says_where_they_belong(tmp_path):
    with pytest.raises(UsageError, match=r"no submissions: expected .*submitted/STUDENT/toy/toy\.ipynb"):
        submission_folders(tmp_path, "toy")


@pytest.mark.parametrize(
    ("name", "line"),
    [("a\nb", "control characters"), ("\udcff", "not UTF-8"), ("x" * 129, "at most 128"), ("toy-class.html", "rename")],
)
def test_names_that_no_gradebook_can_hold_are_refused_in_one_line(tmp_path, name, line):
    with pytest.raises(SubmissionError, match=line) as caught:
        SubmissionFolder(name, tmp_path / "submitted" / "any" / "toy").require_sound()
    assert str(caught.value).isprintable()


def test_notebook_of_the_assignments_name_is_taken_and_others_are_named(folder):
    for name in ("toy.ipynb", "old.ipynb", "older.ipynb", ".hidden.ipynb"):
        (folder.path / name).touch()
    path, notes = folder.notebook("toy")
    assert path.name == "toy.ipynb"
    assert notes == ("Also handed in and not graded: old.ipynb, older.ipynb.",)


def test_only_notebook_is_taken_under_any_name(folder):
    (folder.path / "toy(1)\n.ipynb").touch()
    path, notes = folder.notebook("toy")
    assert path.name == "toy(1)\n.ipynb"
    assert notes == ("The file was named toy(1)?.ipynb instead of toy.ipynb.",)


def test_too_many_files_are_refused(folder):
    for number in range(1_001):
        (folder.path / str(number)).touch()
    with pytest.raises(SubmissionError, match="more than 1000 files"):
        folder.notebook("toy")


def test_links_in_place_of_a_folder_are_refused(tmp_path, folder):
    link = tmp_path / "submitted" / "bob"
    link.symlink_to(folder.path.parent)
    with pytest.raises(SubmissionError, match="bob: is a link"):
        SubmissionFolder("bob", link / "toy").notebook("toy")


def test_reading_stops_at_whatever_is_no_small_ordinary_file(tmp_path):
    file, link, pipe = tmp_path / "file", tmp_path / "link", tmp_path / "pipe"
    file.write_bytes(b"12345")
    link.symlink_to(file)
    os.mkfifo(pipe)
    assert read_file(file, 5) == b"12345"
    for path, line in (
        (link, "is a link"),
        (pipe, "not a file"),
        (tmp_path, "not a file"),
        (tmp_path / "no", "No such"),
    ):
        with pytest.raises(SubmissionError, match=line):
            read_file(path)
    with pytest.raises(SubmissionError, match="at most 0 MiB"):
        read_file(file, 4)


def test_what_nobody_may_read_is_named(as_user):
    script = """
import sys
from pathlib import Path
from autograder.errors import SubmissionError
from autograder.submission.folders import SubmissionFolder, submission_folders
from autograder.submission.files import read_file

root = Path(sys.argv[1])
for name in ("closed", "ann"):
    (root / "submitted" / name / "toy").mkdir(parents=True)
(root / "submitted" / "ann" / "toy" / "toy.ipynb").touch(0)
(root / "submitted" / "closed").chmod(0)
for folder in submission_folders(root, "toy"):
    try:
        read_file(folder.notebook("toy")[0])
    except SubmissionError as error:
        print(folder.student, "Permission denied" in str(error))
"""
    root = as_user.folder / "course"
    root.mkdir(mode=0o777)
    root.chmod(0o777)
    assert as_user.python(script, str(root)) == "ann True\nclosed True\n"


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2024-05-01 10:00:00", "2024-05-01 10:00:00 UTC"),
        ("2024-05-01 10:00:00.123456 UTC", "2024-05-01 10:00:00.123456 UTC"),
        ("2024-05-01 10:00:00 Europe/Berlin", "2024-05-01 08:00:00 UTC"),
        ("2024-05-01T10:00:00Z", "2024-05-01 10:00:00 UTC"),
        ("2024-05-01T10:00:00+02:00", "2024-05-01 08:00:00 UTC"),
        ("20240501T100000Z", "2024-05-01 10:00:00 UTC"),
        ("Wed, 01 May 2024 10:00:00 GMT", "2024-05-01 10:00:00 UTC"),
        ("\ufeff2024-05-01 10:00:00 UTC", "2024-05-01 10:00:00 UTC"),
        ("0001-01-01 00:00:00", "0001-01-01 00:00:00 UTC"),
        ("9999-12-31 23:59:59", "9999-12-31 23:59:59 UTC"),
    ],
)
def test_times_that_nbgrader_reads_are_read_as_it_does(folder, text, time):
    (folder.path / "timestamp.txt").write_text(text + "\n", "utf-8")
    assert folder.timestamp() == time
    assert f"{parse_utc(time).isoformat(' ')} UTC" == time, "and nbgrader reads again what is staged"


NO_TIMES = {
    "nothing": "",
    "words": "tomorrow",
    "no such month": "2024-13-01 10:00:00",
    "a zone of more seconds than there are": "2026-03-01 10:00:00 99999999999999999",
    "a zone of more than a day": "2026-03-01T10:00:00-99:99",
    "before the calendar begins": "0001-01-01 00:00:00 +1400",
    "before the calendar begins, ISO": "0001-01-01T00:00:00+14:00",
    "after the calendar ends": "9999-12-31 23:59:59 -1400",
    "after the calendar ends, ISO": "9999-12-31T23:59:59-01:00",
    "a zone that names a file": "2024-05-01 10:00:00 ../../etc/passwd",
    "a zone that names a file outright": "2024-05-01 10:00:00 /proc/kmsg",
    "a zone that names a file with a colon": "2024-05-01 10:00:00 :/proc/kmsg",
    "digits": "2" * 300,
    "fewer digits": "9" * 150,
    "brackets": "(" * 150,
    "not UTF-8": "2024-05-01 10:00:00 \udcff",
}


@pytest.mark.parametrize("text", NO_TIMES.values(), ids=NO_TIMES)
def test_what_is_no_time_is_said_to_be_ignored(folder, tmp_path, text):
    (folder.path / "timestamp.txt").write_bytes(text.encode("utf-8", "surrogateescape"))
    assert folder.timestamp() is None
    (tmp_path / "target").mkdir()
    notes = folder.copy_beside(tmp_path / "target", reserved=())
    assert notes == (IGNORED,)
    assert list((tmp_path / "target").iterdir()) == []


def full_folder(path):
    path.mkdir()
    (path / "plot.png").touch()


@pytest.mark.parametrize("make", [Path.mkdir, full_folder, os.mkfifo, lambda path: path.symlink_to("/dev/zero")])
def test_a_time_that_is_no_file_is_said_to_be_ignored(folder, tmp_path, make):
    make(folder.path / "timestamp.txt")
    assert folder.timestamp() is None
    (tmp_path / "target").mkdir()
    assert folder.copy_beside(tmp_path / "target", reserved=()) == (IGNORED,)
    assert list((tmp_path / "target").iterdir()) == []


def test_nobody_is_told_of_a_time_that_is_not_there(folder, tmp_path):
    assert folder.timestamp() is None
    (tmp_path / "target").mkdir()
    assert folder.copy_beside(tmp_path / "target", reserved=()) == ()


def test_copying_takes_plain_files_and_names_the_rest(folder, tmp_path):
    target = tmp_path / "target"
    target.mkdir()
    (folder.path / "deep" / "er").mkdir(parents=True)
    for name in ("plot.PNG", "deep/er/notes.md", "page.svg", "helper.sh", "mine.csv", "other.ipynb", ".hidden.txt"):
        (folder.path / name).write_text(name)
    (folder.path / "timestamp.txt").write_text("never")
    notes = folder.copy_beside(target, reserved={"mine.csv"})
    assert {str(path.relative_to(target)) for path in target.rglob("*") if path.is_file()} == {
        "plot.PNG",
        "deep/er/notes.md",
    }
    assert notes == ("Handed in beside the notebook and not passed on: helper.sh, page.svg.", IGNORED)


def test_copying_ends_with_very_many_or_very_deep_files(folder, tmp_path):
    target = tmp_path / "target"
    target.mkdir()
    deep = folder.path / "/".join(["d"] * 60)
    os.makedirs(deep)
    (deep / "lost.txt").touch()
    for number in range(200):
        (folder.path / f"{number}.txt").touch()
    folder.copy_beside(target, reserved=())
    assert len(list(target.iterdir())) == MAX_FILES
