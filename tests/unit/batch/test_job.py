"""A job answers with plain values: a report, or a sentence and whose fault it is."""

from __future__ import annotations

import dataclasses
import errno
import pickle

import nbformat
import pytest

from autograder.batch import job
from autograder.batch.bundle import pack
from autograder.batch.job import Failed, Graded, Job, Machine, Options, Stop, work
from autograder.errors import (
    AssignmentError,
    BrokenError,
    DataError,
    GradebookError,
    SandboxError,
    SubmissionError,
    UsageError,
)
from autograder.grading import grade
from autograder.model import CellReport, CheckResult, Report, Verdict

MACHINE = Machine("autograder 1 (abc)", "bubblewrap; cpu; mxnet 1.9.1", "")
PASSED = (CheckResult("n", "t", Verdict.PASSED),)
REPORT = Report(
    "tiny", 7, tuple(CellReport(name, 1.0, PASSED) for name in ("relu", "double", "shift", "training")), student="ann"
)


@pytest.fixture
def answer(tiny, monkeypatch):
    """The answer of a job where grading gives the report, or raises the error, that is passed."""

    def of(outcome, **changes):
        def graded(*arguments, **named):
            if isinstance(outcome, Exception):
                raise outcome
            return outcome

        monkeypatch.setattr(job, "this_machine", lambda options, dataset: MACHINE)
        monkeypatch.setattr(grade, "grade_on", graded)
        data = nbformat.writes(tiny.notebook()).encode()
        asked = Job("ann", data, "ann/tiny.ipynb", ("a note",), MACHINE, Options(), 60)
        return work(dataclasses.replace(asked, **changes), pack(tiny.assignment))

    return of


def test_a_report_comes_with_what_nbgrader_shows_as_plain_values(answer):
    graded = answer(REPORT)
    assert isinstance(graded, Graded)
    report = Report.from_dict(graded.report)
    assert (report.score, report.notes) == (4.0, ("a note",))
    assert nbformat.reads(graded.notebook, as_version=4).cells
    assert pickle.loads(pickle.dumps(graded)) == graded


def test_a_notebook_that_cannot_be_read_is_the_submissions_fault(answer):
    failed = answer(REPORT, submission=b"{")
    assert isinstance(failed, Failed) and not failed.ours
    assert failed.message.startswith("ann/tiny.ipynb") and "\n" not in failed.message


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (SubmissionError("no\ncells"), Failed("no cells", ours=False)),
        (GradebookError("locked"), Failed("locked", ours=True)),
        (BrokenError("gave way"), Failed("gave way", ours=True)),
        (ZeroDivisionError("by zero"), Failed("ZeroDivisionError: by zero", ours=True)),
        (OSError(errno.EIO, "Input/output error"), Failed("OSError: [Errno 5] Input/output error", ours=True)),
        (UsageError("no GPU"), Stop("UsageError", "no GPU")),
        (AssignmentError("no suite"), Stop("AssignmentError", "no suite")),
        (DataError("no data"), Stop("DataError", "no data")),
        (SandboxError("no bubblewrap"), Stop("SandboxError", "no bubblewrap")),
    ],
    ids=lambda value: type(value).__name__,
)
def test_each_kind_of_error_is_an_answer(answer, error, expected):
    assert answer(error) == expected


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_ends_the_run_and_names_the_machine(answer, monkeypatch, number):
    monkeypatch.setattr("socket.gethostname", lambda: "node-7")
    assert answer(OSError(number, "full", "/tmp/x")) == Stop(
        "BrokenError", "node-7: no space left for /tmp/x: free some, and run again"
    )


def test_a_broken_check_is_named_and_makes_no_report(answer):
    broken = CheckResult("test_relu.py::test_values", "t", Verdict.BROKEN, message="the machinery\ngave way")
    report = dataclasses.replace(REPORT, cells=(CellReport("relu", 4.0, (broken,)),))
    assert answer(report) == Failed("test_relu.py::test_values: the machinery gave way", ours=True)


@pytest.mark.parametrize(
    "other", [{"kit": "autograder 2 (def)"}, {"circumstances": "bubblewrap; cpu; mxnet 1.8.0"}, {"data": "digits"}]
)
def test_a_worker_that_differs_refuses_and_names_both(answer, monkeypatch, other):
    monkeypatch.setattr("socket.gethostname", lambda: "node-7")
    asked = dataclasses.replace(MACHINE, **other)
    stop = answer(REPORT, machine=asked)
    assert isinstance(stop, Stop) and stop.kind == "UsageError"
    assert "node-7" in stop.message and str(MACHINE) in stop.message and str(asked) in stop.message
