"""The round trip with a learning platform: uploads in; grades and feedback out."""

from __future__ import annotations

import csv
import json
import zipfile

import nbformat
import pytest

from .command import autograder

WRONG = "def square(x):\n    return 4"
ROSTER = """\
id,first_name,last_name,email,lms_user_id,section
ann,Ann,Lee,ann@uni.example,101,A
bob,Bob,O'Neill,bob@uni.example,102,A
=cmd,Eve,Mallory,eve@uni.example,103,B
"""


@pytest.fixture
def course(toy):
    (toy.root / "students.csv").write_text(ROSTER)
    return toy


def archive(path, files, when=(2026, 3, 1, 10, 0, 0)):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in files.items():
            file.writestr(zipfile.ZipInfo(name, when), content)
    return path


def text(notebook):
    return nbformat.writes(notebook)


def submitted(course):
    root = course.root / "submitted"
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()} if root.exists() else set()


MOODLE = {
    "Ann Lee_7001_assignsubmission_file/toy.ipynb": {},
    "Bob ONeill_7002_assignsubmission_file_/my work.ipynb": {"square": WRONG},
    "Eve Mallory_7003_assignsubmission_file_toy.ipynb": {},
}
CANVAS = {
    "leeann_101_9001_toy.ipynb": {},
    "oneillbob_LATE_102_9002_my work.ipynb": {"square": WRONG},
    "malloryeve_103_9003_toy-1.ipynb": {},
}


@pytest.mark.parametrize(("platform", "names"), [("moodle", MOODLE), ("canvas", CANVAS)])
def test_a_download_is_put_under_the_students_names(course, platform, names):
    download = archive(course.root / "all.zip", {name: text(course.notebook(**cells)) for name, cells in names.items()})
    done = autograder("collect", "toy", download, "--from", platform, cwd=course.root)
    assert done.returncode == 0, done.stderr
    assert submitted(course) == {"ann/toy/toy.ipynb", "bob/toy/my work.ipynb", "=cmd/toy/toy.ipynb"}
    assert done.stdout.splitlines()[1] == f"collected {course.root}/submitted/ann/toy"
    assert "toy: 3 collected" in done.stderr
    before = {path: path.stat().st_ino for path in (course.root / "submitted").rglob("*")}
    again = autograder("collect", "toy", download, "--from", platform, cwd=course.root)
    assert (again.returncode, again.stdout) == (0, "") and "toy: 3 unchanged" in again.stderr
    assert {path: path.stat().st_ino for path in (course.root / "submitted").rglob("*")} == before


def test_what_cannot_be_collected_is_named_and_the_others_go_on(course):
    good = text(course.notebook())
    download = archive(
        course.root / "all.zip",
        {
            "Ann Lee_7001_assignsubmission_file/toy.ipynb": good,
            "Ann Lee_7001_assignsubmission_file/timestamp.txt": "2020-01-01 00:00:00 UTC",
            "Ann Lee_7001_assignsubmission_file/data.zip": "PK",
            "Bob ONeill_7002_assignsubmission_file/report.pdf": "no notebook",
            "Eve Mallory_7003_assignsubmission_file/toy.ipynb": good,
            "Eve Mallory_7004_assignsubmission_file/toy.ipynb": good,
            "Stranger_7005_assignsubmission_file/toy.ipynb": good,
            "Zed_7006_assignsubmission_onlinetext/onlinetext.html": "words",
            "../../evil.ipynb": good,
            "bell\a.ipynb": good,
        },
    )
    done = autograder("collect", "toy", download, "--from", "moodle", cwd=course.root)
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert submitted(course) == {"ann/toy/toy.ipynb"}
    for sentence in (
        "ann: left out: Ann Lee_7001_assignsubmission_file/data.zip is an archive: only files are collected",
        "ann: left out: timestamp.txt is the student's own and says nothing about when the upload came",
        "autograder: bob: left out: no notebook: expected toy.ipynb, got report.pdf",
        "autograder: =cmd: left out: the uploads of Eve Mallory (7003), Eve Mallory (7004) all fit this student",
        f"autograder: Stranger (7005): left out: nobody in {course.root}/students.csv fits",
        "onlinetext.html: left out: no file that a student uploaded, by the naming rule of moodle",
        "autograder: ../../evil.ipynb: left out: its name leads out of the archive",
        "autograder: bell?.ipynb: left out: its name holds control characters or is not UTF-8",
        "toy: 1 collected, 6 left out",
    ):
        assert sentence in done.stderr, done.stderr
    assert not (course.root.parent / "evil.ipynb").exists()


def test_the_latest_attempt_wins_and_a_newer_submission_stays(course):
    first, second = text(course.notebook(square=WRONG)), text(course.notebook())
    both = {"leeann_101_9005_toy-1.ipynb": second, "leeann_101_9001_toy.ipynb": first}
    download = archive(course.root / "new.zip", both, (2026, 3, 2, 10, 0, 0))
    file = course.root / "submitted" / "ann" / "toy" / "toy.ipynb"

    def collect(path, *options):
        return autograder("collect", "toy", path, "--from", "canvas", *options, cwd=course.root)

    assert collect(download).returncode == 0
    assert file.read_text() == second
    old = archive(course.root / "old.zip", {"leeann_101_9001_toy.ipynb": first}, (2026, 3, 1, 10, 0, 0))
    refused = collect(old)
    assert refused.returncode == 1 and file.read_text() == second
    assert "ann: left out: what is there is newer: left as it is; --replace overrules" in refused.stderr
    third = text(course.notebook(double="def double(x):\n    return 7"))
    newer = archive(course.root / "newer.zip", {"leeann_101_9009_toy-2.ipynb": third}, (2026, 3, 3, 10, 0, 0))
    replaced = collect(newer)
    assert replaced.returncode == 0 and replaced.stdout.startswith("replaced ") and file.read_text() == third
    file.write_text(first)  # by hand
    refused = collect(archive(course.root / "last.zip", {"leeann_101_9010_toy.ipynb": second}, (2026, 3, 4, 10, 0, 0)))
    assert refused.returncode == 1 and file.read_text() == first
    assert "another submission is there, which was not collected" in refused.stderr
    assert collect(course.root / "last.zip", "--replace").returncode == 0
    assert file.read_text() == second
    assert sorted(path.name for path in file.parents[1].iterdir()) == ["toy"]


def test_a_folder_of_logins_needs_no_list_and_may_state_the_time(toy):
    uploads = toy.root / "uploads"
    (uploads / "ann").mkdir(parents=True)
    (uploads / "ann" / "toy.ipynb").write_text(text(toy.notebook()))
    (uploads / "ann" / "timestamp.txt").write_text("2026-03-01 10:00:00 UTC")
    (uploads / "bob_toy.ipynb").write_text(text(toy.notebook(square=WRONG)))
    done = autograder("collect", "toy", uploads, "--from", "folder", cwd=toy.root)
    assert done.returncode == 0, done.stderr
    assert submitted(toy) == {"ann/toy/toy.ipynb", "ann/toy/timestamp.txt", "bob/toy/toy.ipynb"}
    (uploads / "ann" / "toy.ipynb").write_text(text(toy.notebook(square=WRONG)))
    (uploads / "ann" / "timestamp.txt").write_text("2026-02-28T10:00:00+01:00")
    older = autograder("collect", "toy", uploads, "--from", "folder", cwd=toy.root)
    assert older.returncode == 1 and "ann: left out: what is there is newer" in older.stderr
    packed = archive(toy.root / "packed.zip", {"uploads/cem/toy.ipynb": "{}", "uploads/dan/toy.ipynb": "{}"})
    assert autograder("collect", "toy", packed, "--from", "folder", cwd=toy.root).returncode == 0
    assert {"cem/toy/toy.ipynb", "dan/toy/toy.ipynb"} < submitted(toy)


def test_moodles_worksheet_tells_times_and_students_of_one_name_apart(course):
    (course.root / "students.csv").write_text(ROSTER + "ann2,Ann,Lee,ann2@uni.example,,B\n")
    header = "Identifier,Full name,Email address,Grade,Last modified (submission)\n"
    times = {7001: ("ann2", "27 February 2026, 10:00 AM"), 7002: ("ann", "28 February 2026, 10:00 AM")}
    lines = [
        f'Participant {number},Ann Lee,{who}@uni.example,,"Friday, {time}"\n' for number, (who, time) in times.items()
    ]
    (course.root / "worksheet.csv").write_text(header + "".join(lines))
    names = {
        f"Ann Lee_{number}_assignsubmission_file/toy.ipynb": text(course.notebook(answer=f"{number}"))
        for number in times
    }
    collect = ("collect", "toy", archive(course.root / "all.zip", names), "--from", "moodle")
    alone = autograder(*collect, cwd=course.root)
    assert alone.returncode == 1 and alone.stderr.count("have this name: ann, ann2") == 2
    zone = ("--timezone", "Europe/Berlin")
    done = autograder(*collect, "--worksheet", "worksheet.csv", *zone, cwd=course.root)
    assert done.returncode == 0, done.stderr
    folder = course.root / "submitted"
    assert "7002" in (folder / "ann" / "toy" / "toy.ipynb").read_text()
    assert (folder / "ann2" / "toy" / "timestamp.txt").read_text() == "2026-02-27 09:00:00 UTC\n"
    again = autograder(*collect, "--worksheet", "worksheet.csv", *zone, cwd=course.root)
    assert "toy: 2 unchanged" in again.stderr
    wrong = autograder("collect", "toy", "all.zip", "--from", "folder", "--worksheet", "worksheet.csv", cwd=course.root)
    assert wrong.returncode == 2 and "go with --from moodle" in wrong.stderr


def test_the_gradebook_serves_as_the_class_list(toy):
    download = archive(toy.root / "all.zip", {"Ann Lee_7001_assignsubmission_file/toy.ipynb": text(toy.notebook())})
    nobody = autograder("collect", "toy", download, "--from", "moodle", cwd=toy.root)
    assert nobody.returncode == 2 and "whose are the uploads? Expected a class list" in nobody.stderr
    (toy.root / "list.csv").write_text(ROSTER)
    assert toy.nbgrader("db", "student", "import", "list.csv").returncode == 0
    done = autograder("collect", "toy", download, "--from", "moodle", cwd=toy.root)
    assert done.returncode == 0, done.stderr
    assert submitted(toy) == {"ann/toy/toy.ipynb"}


def test_wrong_use_of_collect_is_one_line(course):
    for arguments, complaint in (
        (["toy", "nowhere.zip", "--from", "moodle"], "nowhere.zip: cannot be read"),
        (["toy", "students.csv", "--from", "moodle"], "students.csv: neither a folder nor a zip archive"),
        (["nope", "x.zip", "--from", "moodle"], "no assignment 'nope'"),
        (["toy", "x.zip", "--from", "moodle", "--roster", "nope.csv"], "nope.csv: cannot be read as a class list"),
    ):
        done = autograder("collect", *arguments, cwd=course.root)
        assert (done.returncode, done.stdout) == (2, "") and complaint in done.stderr
        assert len(done.stderr.strip().splitlines()) == 1


WORKSHEET = """\
Identifier,Full name,Email address,Grade,Maximum grade,Last modified (grade),Feedback comments
Participant 7001,Ann Lee,ann@uni.example,,13.00,-,
Participant 7002,Bob O'Neill,bob@uni.example,,13.00,-,
Participant 7003,=cmd,eve@uni.example,,13.00,-,
"""
GRADEBOOK = """\
Student,ID,SIS User ID,SIS Login ID,Section,Toy (55),Current Score
    Points Possible,,,,,13,(read only)
"Lee, Ann",101,S1,al,A,,
"O'Neill, Bob",102,S2,bo,A,,
"""


def test_the_round_trip_with_moodle(course):
    download = archive(
        course.root / "all.zip", {name: text(course.notebook(**cells)) for name, cells in MOODLE.items()}
    )
    assert autograder("collect", "toy", download, "--from", "moodle", cwd=course.root).returncode == 0
    assert autograder("grade", "toy", cwd=course.root).returncode == 0
    (course.root / "worksheet.csv").write_text("\ufeff" + WORKSHEET)
    options = ("--format", "moodle", "--template", "worksheet.csv", "--output", "filled.csv")
    done = autograder("export", "toy", *options, cwd=course.root)
    assert done.returncode == 0, done.stderr
    assert "incomplete scores: =cmd, ann, bob: a person has points to give" in done.stderr
    rows = list(csv.DictReader((course.root / "filled.csv").read_text().splitlines()))
    assert [(row["Identifier"], row["Full name"], row["Grade"]) for row in rows] == [
        ("Participant 7001", "Ann Lee", "10"),
        ("Participant 7002", "Bob O'Neill", "7"),
        ("Participant 7003", "'=cmd", "10"),
    ]
    waits = "double 4 of 4; square 3 of 6; question: 3 points wait for the grader's reading."
    assert rows[1]["Feedback comments"] == waits
    final = autograder("export", "toy", *options, "--final", cwd=course.root)
    assert (final.returncode, final.stderr) == (0, "")
    assert "question 0 of 3" in (course.root / "filled.csv").read_text()

    packed = autograder("report", "toy", "--zip", "feedback.zip", cwd=course.root)
    assert packed.returncode == 0 and "incomplete scores: =cmd, ann, bob" in packed.stderr
    with zipfile.ZipFile(course.root / "feedback.zip") as file:
        assert file.namelist() == [
            "Eve Mallory_7003_assignsubmission_file_toy.html",
            "Ann Lee_7001_assignsubmission_file/toy.html",
            "Bob ONeill_7002_assignsubmission_file_/toy.html",
        ]
        page = file.read("Bob ONeill_7002_assignsubmission_file_/toy.html")
    assert page == (course.root / "feedback" / "bob" / "toy.html").read_bytes()
    quiet = autograder("report", "toy", "--zip", "feedback.zip", "--final", cwd=course.root)
    assert (quiet.returncode, quiet.stderr) == (0, "")


def test_the_round_trip_with_canvas(course):
    download = archive(
        course.root / "all.zip", {name: text(course.notebook(**cells)) for name, cells in CANVAS.items()}
    )
    assert autograder("collect", "toy", download, "--from", "canvas", cwd=course.root).returncode == 0
    assert autograder("grade", "toy", cwd=course.root).returncode == 0
    (course.root / "grades.csv").write_text(GRADEBOOK)
    done = autograder("export", "toy", "--format", "canvas", "--template", "grades.csv", cwd=course.root)
    assert done.returncode == 1
    assert "autograder: =cmd: left out: no line in grades.csv is this student's" in done.stderr
    assert done.stdout.splitlines() == [
        "Student,ID,SIS User ID,SIS Login ID,Section,Toy (55)",
        "    Points Possible,,,,,13",
        '"Lee, Ann",101,S1,al,A,10',
        '"O\'Neill, Bob",102,S2,bo,A,7',
    ]
    plain = autograder("export", "toy", "--format", "canvas", "--title", "Toy (55)", "--final", cwd=course.root)
    assert plain.returncode == 0 and ",101,,ann,,10" in plain.stdout.splitlines()
    assert autograder("report", "toy", "--zip", "feedback.zip", cwd=course.root).returncode == 0
    with zipfile.ZipFile(course.root / "feedback.zip") as file:
        assert file.namelist() == [
            "malloryeve_103_9003_toy.html",
            "leeann_101_9001_toy.html",
            "oneillbob_LATE_102_9002_toy.html",
        ]
    for options, complaint in (
        (["--template", "grades.csv"], "--template goes with --format canvas or moodle"),
        (["--template", "nope.csv", "--format", "canvas"], "nope.csv: cannot be read"),
        (["--template", "grades.csv", "--format", "moodle"], "expected a grading worksheet of Moodle"),
        (["--template", "grades.csv", "--format", "canvas", "--title", "x"], "0 columns are called 'x'"),
    ):
        refused = autograder("export", "toy", *options, cwd=course.root)
        assert (refused.returncode, refused.stdout) == (2, "") and complaint in refused.stderr


def test_one_notebook_is_graded_for_gradescope(toy):
    nbformat.write(toy.notebook(square=WRONG), toy.root.parent / "one.ipynb")
    nbformat.write(toy.notebook(double="def double(x):\n    return 99"), toy.root.parent / "broken.ipynb")
    done = autograder("grade", "toy", "../one.ipynb", "--format", "gradescope", "--seed", 7, cwd=toy.root)
    assert done.returncode == 0, done.stderr
    results = json.loads(done.stdout)
    assert results["score"] == 7.0 and [each["status"] for each in results["tests"]] == [
        "passed",
        "passed",
        "failed",
        "passed",
    ]
    options = ("--format", "gradescope", "--json", "../results.json")
    assert autograder("grade", "toy", "../one.ipynb", *options, cwd=toy.root).stdout.startswith("toy: 7 of 13 points")
    assert json.loads((toy.root.parent / "results.json").read_text())["score"] == 7.0
    (toy.root.parent / "results.json").unlink()
    broken = autograder("grade", "toy", "../broken.ipynb", *options, cwd=toy.root)
    assert broken.returncode == 3 and not (toy.root.parent / "results.json").exists(), (
        "no grade, so nothing for Gradescope"
    )
    assert autograder("grade", "toy", "--format", "gradescope", cwd=toy.root).returncode == 2
