"""The command line as people type it: what it prints where, what it writes, and its exit status."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from time import monotonic, sleep

import nbformat
import pytest

from autograder.cli import main
from autograder.course.state import state_file

from .command import autograder

CHECKOUT = Path(__file__).resolve().parents[2]
WRONG = "def square(x):\n    return 4"


def with_samples(toy):
    """Give the toy course the samples that the demo needs."""
    suite = toy.root / "autograder" / "suites" / "toy"
    (suite / "samples").mkdir()
    (suite / "samples" / "square.py").write_text(f'# %% wrong_constant\n"""Always 4."""\n{WRONG}\n')
    (suite / "samples" / "bank.toml").write_text('demo = ["square/wrong_constant"]\n')


@pytest.mark.parametrize("verb", main.commands)
def test_every_verb_has_a_help_text(verb, tmp_path):
    shown = autograder(verb, "--help", cwd=tmp_path)
    assert shown.returncode == 0
    assert f"{verb} [OPTIONS]" in shown.stdout
    assert len(main.commands[verb].help) > 20


@pytest.mark.parametrize("arguments", [["--help"], ["export", "toy"], ["nonsense"]], ids=" ".join)
def test_a_command_forked_by_these_tests_does_what_one_of_a_new_interpreter_does(toy, arguments):
    toy.hand_in("ann")
    forked = autograder(*arguments, cwd=toy.root)
    done = subprocess.run(
        [sys.executable, "-m", "autograder.cli", *arguments],
        cwd=toy.root,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert (forked.returncode, forked.stdout, forked.stderr) == (done.returncode, done.stdout, done.stderr)


def test_the_summary_of_every_verb_fits_into_80_columns(tmp_path):
    shown = autograder("--help", cwd=tmp_path, COLUMNS="80").stdout
    _, _, verbs = shown.partition("Commands:\n")
    assert len(verbs.splitlines()) == len(main.commands)
    assert "..." not in verbs


def test_the_course_may_be_named_before_and_after_every_verb(toy, tmp_path):
    for verb, command in main.commands.items():
        assert any("--course" in option.opts for option in command.params), verb
    toy.hand_in("ann")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for arguments in (["--course", toy.root, "export", "toy"], ["export", "toy", "--course", toy.root]):
        assert "ann: left out: not graded: run autograder grade toy" in autograder(*arguments, cwd=elsewhere).stderr
    missing = autograder("export", "toy", "--course", "nowhere", cwd=elsewhere)
    assert (missing.returncode, missing.stderr) == (2, "autograder: --course nowhere: no such folder\n")
    assert autograder("--course", "before", "new", "lab-1", cwd=elsewhere).returncode == 0
    assert autograder("new", "lab-1", "--course", "after", cwd=elsewhere).returncode == 0
    assert (elsewhere / "before/source/lab-1").is_dir() and (elsewhere / "after/source/lab-1").is_dir()


def test_a_table_is_as_wide_as_it_needs_to_be_without_a_terminal(toy):
    student = "a-student-of-a-long-name-" * 4
    toy.hand_in(student)
    plain = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    done = subprocess.run(
        [sys.executable, "-m", "autograder.cli", "grade", "toy"],
        cwd=toy.root,
        env={**plain, "PYTHONPATH": str(CHECKOUT)},
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert any(line.split() == [student, "10", "4", "6"] for line in done.stdout.splitlines())


def test_the_verbs_are_those_listed():
    assert set(main.commands) == {
        *(
            "new",
            "demo",
            "release",
            "verify",
            "calibrate",
            "check",
            "collect",
            "grade",
            "regrade",
            "report",
            "export",
            "due",
            "restore",
            "data",
            "doctor",
            "kernel",
        ),
    }


def test_one_notebook_is_graded_and_nothing_written_but_the_json(toy):
    notebook = toy.root.parent / "somebody.ipynb"
    nbformat.write(toy.notebook(square=WRONG), notebook)
    before = sorted(toy.root.rglob("*"))
    done = autograder("grade", "toy", notebook, "--json", "../report.json", "--seed", 7, cwd=toy.root)
    assert done.returncode == 0, done.stderr
    assert sorted(toy.root.rglob("*")) == before
    report = json.loads((toy.root.parent / "report.json").read_text())
    assert (report["schema"], report["assignment"], report["student"], report["seed"]) == (1, "toy", None, 7)
    assert (report["complete"], report["score"], report["max_score"]) == (True, 7.0, 13.0)
    assert [(cell["cell"], cell["points"], cell["max_points"]) for cell in report["cells"]] == [
        ("double", 4.0, 4.0),
        ("square", 3.0, 6.0),
    ]
    assert [check["verdict"] for check in report["cells"][1]["checks"]] == ["failed", "passed"]
    assert report["environment"]["mxnet"] == "1.9.1"
    assert report["environment"]["device"] == "cpu(0)"
    assert report["seconds"] > 0
    assert "7 of 13 points" in done.stdout
    assert "Squares 3" in done.stdout


def test_only_names_the_cells_to_report(toy):
    notebook = toy.root.parent / "somebody.ipynb"
    nbformat.write(toy.notebook(), notebook)
    out = toy.root.parent / "report.json"
    done = autograder("grade", "toy", notebook, "--json", out, "--only", "square", cwd=toy.root)
    assert done.returncode == 0, done.stderr
    assert [cell["cell"] for cell in json.loads(out.read_text())["cells"]] == ["square"]


def test_a_broken_grade_is_named_as_no_grade_and_exits_with_3(toy):
    notebook = toy.root.parent / "unlucky.ipynb"
    nbformat.write(toy.notebook(double="def double(x):\n    return 99"), notebook)
    done = autograder("grade", "toy", notebook, "--json", "../report.json", cwd=toy.root)
    assert done.returncode == 3
    assert "this is no grade" in done.stderr
    assert json.loads((toy.root.parent / "report.json").read_text())["complete"] is False


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["grade", "nope"], "no assignment 'nope'"),
        (["grade", "toy", "nope.ipynb"], "nope.ipynb: cannot be read: No such file"),
        (["grade", "toy"], "no submissions: expected"),
        (["grade", "toy", "--only", "square"], "--json and --only go with one NOTEBOOK"),
        (
            ["grade", "toy", "source/toy/toy.ipynb", "--jobs", "2"],
            "--jobs, --scheduler, --force and --new-cells are for grading submitted/",
        ),
        (
            ["grade", "toy", "source/toy/toy.ipynb", "--scheduler", "tls://head:8786"],
            "--jobs, --scheduler, --force and --new-cells are for grading submitted/",
        ),
        (
            ["grade", "toy", "--jobs", "2", "--scheduler", "tls://head:8786"],
            "are for this machine, and grading was to be on",
        ),
        (["grade", "toy", "source/toy/toy.ipynb", "--only", "cube"], "no graded cell 'cube'"),
        (["report", "toy"], "no submissions: expected"),
        (["export", "toy"], "no submissions: expected"),
        (["data", "cifar"], "no data set 'cifar'"),
        (["--course", "/nonexistent", "doctor"], "--course /nonexistent: no such folder"),
        (["check", "nope.ipynb"], "nope.ipynb: cannot be read"),
        (["demo", "--folder", "source"], "holds files that are not a demo's"),
        (["release", "nope"], "no assignment 'nope'"),
    ],
)
def test_wrong_use_is_one_line_on_stderr_and_exit_status_2(toy, arguments, complaint):
    done = autograder(*arguments, cwd=toy.root)
    assert done.returncode == 2
    assert complaint in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert done.stdout == ""


def test_a_class_is_graded_reported_and_exported(toy):
    toy.hand_in("ann")
    toy.hand_in("bob", square=WRONG)
    (toy.folder("careless") / "toy.ipynb").write_text("{")
    toy.hand_in("=SUM(A1)", double="def double(x):\n    return x")
    graded = autograder("grade", "toy", "--jobs", 2, cwd=toy.root)
    assert graded.returncode == 1
    assert "careless: not graded:" in graded.stderr
    assert "3 graded, 1 unreadable" in graded.stderr
    assert "bob" in graded.stdout
    assert "careless: cannot be read: not JSON" in graded.stdout
    assert "run autograder grade" not in graded.stdout

    reported = autograder("report", "toy", cwd=toy.root)
    assert reported.returncode == 1
    assert "careless: no feedback: cannot be read: not JSON" in reported.stderr
    assert "ask for the file again" in (toy.root / "feedback" / "toy-class.html").read_text()
    assert reported.stdout.strip().endswith("feedback/toy-class.html")
    pages = {str(path.relative_to(toy.root / "feedback")) for path in (toy.root / "feedback").rglob("*.html")}
    assert pages == {"toy-class.html", "ann/toy.html", "bob/toy.html", "=SUM(A1)/toy.html"}
    assert "Squares 3" in (toy.root / "feedback" / "bob" / "toy.html").read_text()

    exported = autograder("export", "toy", cwd=toy.root)
    assert exported.returncode == 1
    assert "careless: left out: cannot be read: not JSON" in exported.stderr
    assert exported.stderr.strip().endswith("expected a notebook (.ipynb); ask for the file again")
    rows = {row["student"]: row for row in csv.DictReader(io.StringIO(exported.stdout))}
    assert set(rows) == {"ann", "bob", "'=SUM(A1)"}
    assert (rows["ann"]["score"], rows["bob"]["score"]) == ("10", "7")
    assert (rows["bob"]["check-square"], rows["bob"]["question"], rows["bob"]["waiting_for_a_person"]) == (
        "3",
        "",
        "yes",
    )

    again = autograder("grade", "toy", cwd=toy.root)
    assert "3 kept" in again.stderr
    toy.hand_in("bob")
    late = autograder("export", "toy", "--format", "moodle", "--output", "grades.csv", cwd=toy.root)
    assert "older grades: bob" in late.stderr
    assert "bob,7" in (toy.root / "grades.csv").read_text()
    (toy.folder("bob") / "toy.ipynb").write_text("{")
    spoilt = autograder("export", "toy", cwd=toy.root)
    assert "older grade: bob: the file handed in since cannot be read: not JSON" in spoilt.stderr
    assert "older grades" not in spoilt.stderr
    assert "bob,toy,4,3" in spoilt.stdout, "the older grade stays when a new file cannot be read"


MEASURING = '''
def test_all(student, measure):
    """Squares 0 to 99"""
    right = sum(student.square(x) == x * x for x in range(100))
    measure("right squares", right=right, total=100)
    assert right == 100
'''


def test_a_leaderboard_is_reported_under_pseudonyms_or_names(toy):
    suite = toy.root / "autograder" / "suites" / "toy"
    (suite / "test_square.py").write_text(MEASURING)
    board = '[leaderboard]\ncell = "square"\nmeasure = "right squares"\ntitle = "Squares"\n'
    (suite / "suite.toml").write_text(board)
    toy.hand_in("ann-of-the-class")
    toy.hand_in("bob-of-the-class", square=WRONG)
    assert autograder("grade", "toy", "--jobs", 2, cwd=toy.root).returncode == 0
    feedback = toy.root / "feedback"

    reported = autograder("report", "toy", cwd=toy.root)
    assert reported.returncode == 0, reported.stderr
    assert reported.stdout.split() == [str(feedback / "toy-class.html"), str(feedback / "toy-leaderboard.html")]
    assert "-of-the-class" not in (feedback / "toy-leaderboard.html").read_text()
    assert "You appear there as" in (feedback / "ann-of-the-class" / "toy.html").read_text()
    assert (toy.root / ".autograder" / "pseudonyms.key").stat().st_mode & 0o777 == 0o600

    named = autograder("report", "toy", "--names", cwd=toy.root)
    assert "show names" in named.stderr
    page = (feedback / "toy-leaderboard.html").read_text()
    assert page.index("ann-of-the-class") < page.index("bob-of-the-class")

    (suite / "suite.toml").write_text(board.replace('"square"', '"squares"'))
    wrong = autograder("report", "toy", cwd=toy.root)
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "suite.toml: [leaderboard] cell: expected a graded cell (double, square), got 'squares'" in wrong.stderr


def test_release_verifies_and_writes_and_names_a_stale_release(toy):
    released = autograder("release", "toy", cwd=toy.root)
    assert released.returncode == 0, released.stderr
    assert "ok   toy: the instructor's solution earns every point" in released.stdout
    assert (toy.root / "release" / "toy" / "toy.ipynb").is_file()
    assert autograder("release", "--check", cwd=toy.root).returncode == 0
    source = nbformat.read(toy.root / "source" / "toy" / "toy.ipynb", as_version=4)
    source.cells[0].source = "# Toy, second edition"
    toy.write_source(source)
    stale = autograder("release", "--check", "toy", cwd=toy.root)
    assert stale.returncode == 1
    assert "release/toy is stale" in stale.stderr


def test_an_unsound_assignment_is_not_released(toy):
    (toy.root / "autograder" / "suites" / "toy" / "test_square.py").write_text(
        'def test_free(student):\n    """Nothing is asked"""\n'
    )
    refused = autograder("release", "toy", cwd=toy.root)
    assert refused.returncode == 1
    assert "FAIL toy: the blank release earns no points" in refused.stdout
    assert "FAIL toy: without square" in refused.stdout
    assert "toy was not released" in refused.stderr
    assert not (toy.root / "release").exists()


def test_the_demo_grades_its_samples_from_start_to_finish(toy):
    with_samples(toy)
    shown = autograder("demo", cwd=toy.root)
    assert shown.returncode == 0, shown.stderr
    rows = list(csv.DictReader(io.StringIO(autograder("--course", "demo", "export", "toy", cwd=toy.root).stdout)))
    assert {row["student"][3:]: row["score"] for row in rows} == {
        "perfect": "10",
        "square-constant": "7",
        "syntax-error": "4",
        "infinite-loop": "4",
        "fakes-its-score": "0",
        "blank": "0",
    }
    assert (toy.root / "demo" / "feedback" / "toy-class.html").is_file()
    assert "demo/feedback/toy-class.html" in shown.stdout
    command = shown.stdout.strip().splitlines()[-1].partition("formgrader: ")[2].replace(" lab", " --version")
    plain = {**os.environ, "PATH": "/usr/bin:/bin"}
    jupyter = subprocess.run(command, shell=True, cwd=toy.root, env=plain, capture_output=True, text=True, check=False)
    assert jupyter.returncode == 0, f"needs no active environment: {command}: {jupyter.stderr}"
    (toy.root / "demo" / "submitted" / "leftover").mkdir()
    assert autograder("demo", cwd=toy.root).returncode == 0
    assert not (toy.root / "demo" / "submitted" / "leftover").exists()


def test_doctor_finds_a_sandbox_and_names_a_missing_one(tmp_path):
    well = autograder("doctor", cwd=tmp_path)
    assert well.returncode == 0, well.stdout
    assert "ok   sandbox" in well.stdout
    assert "mxnet 1.9.1" in well.stdout
    ill = autograder("doctor", cwd=tmp_path, PATH=str(tmp_path))
    assert ill.returncode == 1
    assert "FAIL sandbox  bubblewrap is not installed" in ill.stdout
    assert len([line for line in ill.stdout.splitlines() if " sandbox " in line]) == 1


def test_without_bubblewrap_grading_stops_unless_told_otherwise(toy):
    notebook = toy.root.parent / "somebody.ipynb"
    nbformat.write(toy.notebook(), notebook)
    refused = autograder("grade", "toy", notebook, cwd=toy.root, PATH="/nonexistent")
    assert refused.returncode == 3
    assert "bubblewrap is not installed" in refused.stderr
    unsafe = autograder("grade", "toy", notebook, "--unsafe-no-sandbox", cwd=toy.root, PATH="/nonexistent")
    assert unsafe.returncode == 0, unsafe.stderr
    assert "no sandbox" in unsafe.stdout


def test_cold_rooms_and_warm_ones_give_one_report(toy):
    notebook = toy.root.parent / "somebody.ipynb"
    nbformat.write(toy.notebook(square=WRONG), notebook)
    reports = []
    for options in ([], ["--cold-rooms"]):
        done = autograder("grade", "toy", notebook, "--seed", "5", "--json", "one.json", *options, cwd=toy.root)
        assert done.returncode == 0, done.stderr
        reports.append(re.sub(r'"seconds": [\d.e-]+|0x[0-9a-f]+', "", (toy.root / "one.json").read_text()))
    assert reports[0] == reports[1]


def test_after_a_batch_no_process_mount_or_folder_of_its_rooms_is_left(toy):
    toy.hand_in("ann")
    toy.hand_in("ben", square=WRONG)

    def mounted():
        """Processes that have something mounted from that folder, as every zygote and every room has."""
        found = []
        for path in Path("/proc").glob("[0-9]*/mountinfo"):
            with contextlib.suppress(OSError):
                found += [path.parent.name] * (temporary in path.read_text())
        return found

    with tempfile.TemporaryDirectory(dir="/tmp") as temporary:
        Path(temporary).chmod(0o755)  # to the rooms' user
        done = autograder("grade", "toy", "--jobs", "2", cwd=toy.root, TMPDIR=temporary)
        assert done.returncode == 0, done.stderr
        deadline = monotonic() + 60
        while mounted() and monotonic() < deadline:
            sleep(0.05)
        assert mounted() == []
        assert list(Path(temporary).glob("autograder-view-*")) == []


def test_why_a_grade_is_broken_stands_in_the_table(toy):
    toy.hand_in("unlucky", double="def double(x):\n    return 99")
    done = autograder("grade", "toy", cwd=toy.root)
    assert done.returncode == 3
    assert "unlucky: broken: test_double.py" in done.stdout
    assert "gave way" in done.stdout


def test_an_unreadable_file_exits_with_1_and_a_missing_one_with_2(toy):
    (toy.root / "cut-off.ipynb").write_text("{")
    for verb in (["grade", "toy"], ["check"]):
        done = autograder(*verb, "cut-off.ipynb", cwd=toy.root)
        assert (done.returncode, done.stdout) == (1, "")
        assert "cut-off.ipynb: not JSON" in done.stderr
        assert autograder(*verb, "nope.ipynb", cwd=toy.root).returncode == 2


def test_verify_without_training_says_that_it_left_it_out(tiny):
    done = autograder("verify", "tiny", "--no-training", "--jobs", 1, cwd=tiny.root)
    assert "note: training was left out (--no-training)" in done.stdout, done.stderr
    assert "to prove training, too: autograder verify tiny" in done.stderr


def test_notes_on_a_submission_are_shown_to_the_grader(toy):
    """Late work, files that are not passed on, an unreadable timestamp, points that a person has yet to give."""
    with toy.gradebook.database() as book:
        book.add_assignment("toy", duedate="2026-03-01 10:00:00 UTC")
    for student, time in (
        ("ida", "2026-03-09T11:00:00+01:00"),
        ("bob", "2026-03-01 10:00:00 " + "9" * 17),
        ("cem", ""),
    ):
        toy.hand_in(student)
        if time:
            (toy.folder(student) / "timestamp.txt").write_text(time + "\n")
    (toy.folder("ida") / "helper.sh").write_text("echo")
    ignored = "timestamp.txt holds no time that can be read, and is ignored"
    graded = autograder("grade", "toy", "--jobs", 2, cwd=toy.root)
    assert graded.returncode == 0, graded.stderr
    assert "ida: late by 8 days, 0:00:00, no points lost\n" in graded.stderr and graded.stderr.count("late by") == 1
    assert "ida: Handed in beside the notebook and not passed on: helper.sh." in graded.stderr
    assert f"bob: {ignored}" in graded.stderr and graded.stderr.count(ignored) == 1
    again = autograder("grade", "toy", cwd=toy.root)
    assert "3 kept" in again.stderr and "ida: late by 8 days" in again.stderr

    reported = autograder("report", "toy", cwd=toy.root, umask=0o022)
    assert "ida: late by 8 days" in reported.stderr
    pages = {student: toy.root / "feedback" / student / "toy.html" for student in ("ida", "bob", "cem")}
    assert "helper.sh" in pages["ida"].read_text() and ignored in pages["bob"].read_text()
    assert "Handed in beside" not in pages["cem"].read_text()
    assert {page.stat().st_mode & 0o777 for page in (*pages.values(), toy.root / "feedback" / "toy-class.html")} == {
        0o644
    }
    assert state_file(toy.course, "reports", "toy", "ida").stat().st_mode & 0o777 == 0o600

    (toy.root / "grades").symlink_to("/dev/null")
    exported = autograder("export", "toy", "--format", "moodle", "--output", "grades", cwd=toy.root)
    assert exported.returncode == 0, exported.stderr
    assert (toy.root / "grades").is_symlink() and Path("/dev/null").is_char_device()
    assert "incomplete scores: bob, cem, ida: a person has points to give" in exported.stderr


def test_a_folder_with_a_bad_name_does_not_keep_others_from_their_feedback(toy):
    names = ["a\\b", "bad\nname", "\udcff", "toy-class.html", "x" * 129, "'; DROP TABLE student; --", "%2e%2e", "ann"]
    for name in names:
        toy.hand_in(name)
    graded = autograder("grade", "toy", "--jobs", 2, cwd=toy.root)
    assert graded.returncode == 1 and "Traceback" not in graded.stderr, graded.stderr
    assert "4 graded, 4 unreadable" in graded.stderr
    reported = autograder("report", "toy", cwd=toy.root)
    assert reported.returncode == 1 and reported.stderr.count("no feedback:") == 4, reported.stderr
    assert "toy-class.html: the pages of the class have such names: rename the folder" in reported.stderr
    pages = {str(path.relative_to(toy.root / "feedback")) for path in (toy.root / "feedback").rglob("*.html")}
    assert pages == {"toy-class.html", *(f"{name}/toy.html" for name in ("a\\b", names[5], names[6], "ann"))}
    assert 'href="a%5Cb/toy.html"' in (toy.root / "feedback" / "toy-class.html").read_text()


def test_a_course_may_be_in_a_folder_of_any_name(toy_course, tmp_path):
    toy = toy_course(tmp_path / "a?b=c" / "50%20 [1] #é {x} 'y' :: z")
    toy.hand_in("ann", square=WRONG)
    for arguments in (["release", "toy", "--no-verify"], ["grade", "toy"], ["report", "toy"], ["export", "toy"]):
        done = autograder(*arguments, cwd=toy.root)
        assert done.returncode == 0, done.stderr
    assert "ann,toy,4,3" in done.stdout
    nbgrader = toy.nbgrader("export")
    assert nbgrader.returncode == 0, nbgrader.stderr
    assert "ann" in (toy.root / "grades.csv").read_text()
    assert [path.name for path in tmp_path.rglob("*.db*")] == ["gradebook.db"]
    assert [path.name for path in (tmp_path / "a?b=c").iterdir()] == [toy.root.name], "nothing beside the course"


def test_without_a_readable_gradebook_the_missing_grades_are_named(toy):
    toy.hand_in("ann")
    for verb in ("report", "export"):
        done = autograder(verb, "toy", cwd=toy.root)
        assert done.returncode == 1 and "Traceback" not in done.stderr
        assert "not graded: run autograder grade toy" in done.stderr
    (toy.root / "gradebook.db").write_text("this is no database, however long one looks at it\n" * 100)
    broken = autograder("export", "toy", cwd=toy.root)
    assert (broken.returncode, broken.stdout) == (3, "")
    assert "gradebook.db" in broken.stderr and "file is not a database" in broken.stderr
    assert len(broken.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("c.Autograde.force = tru", ", line 3: NameError: name 'tru' is not defined"),
        ("c.Autograde.force = = 1", ", line 3: SyntaxError: invalid syntax"),
        ("import sys; sys.exit(5)", ", line 3: SystemExit: 5"),
        ("import no_such_module", ", line 3: ModuleNotFoundError: No module named 'no_such_module'"),
        ("c.CourseDirectory.db_url = 5", "db_url"),
    ],
)
def test_a_mistake_in_nbgraders_settings_is_named_with_its_line(toy, line, complaint):
    toy.hand_in("ann")
    (toy.root / "nbgrader_config.py").write_text(f"c = get_config()\n\n{line}\n")
    for arguments in (["grade", "toy"], ["export", "toy"]):
        done = autograder(*arguments, cwd=toy.root)
        assert done.returncode == 2, done.stderr
        assert complaint in done.stderr and str(toy.root) in done.stderr and "Traceback" not in done.stderr


def test_in_an_empty_folder_commands_say_that_there_is_no_course(tmp_path):
    for arguments in (["grade", "mlp-mnist"], ["report", "mlp-mnist"], ["verify"], ["release", "--check"]):
        done = autograder(*arguments, cwd=tmp_path)
        assert done.returncode == 2 and "no course folder" in done.stderr
        assert str(CHECKOUT) not in done.stderr
    assert list(tmp_path.iterdir()) == []
