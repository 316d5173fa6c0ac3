"""One submission's job in a worker process: from its folder to a kept report, staged for nbgrader.

Owns what a worker receives and what it answers. A fault of one submission is an `Outcome`; a fault that would stop every
submission of the run is a `Stop`. Must not know other submissions, the gradebook's database or other processes.
"""

from __future__ import annotations

import dataclasses
import enum
import errno
import functools
import sys
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..course.assignment import Assignment, Course, load_assignment
from ..errors import AssignmentError, AutograderError, DataError, SandboxError, SubmissionError
from ..gradebook.book import Recorded
from ..gradebook.staging import Staging, stage, stage_files
from ..grading.diagnosis import Diagnosticians
from ..grading.grade import circumstances, grade_on
from ..model import Report, Verdict
from ..plaintext import printable
from ..submission.files import read_file
from ..submission.folders import SubmissionFolder
from ..submission.notebook import parse_notebook
from .kept import grade_key, load_report, store_report


class State(enum.StrEnum):
    """The state of one submission after a run.

    ``graded``: graded in this run. ``kept``: graded earlier, and nothing has changed. ``unreadable``: cannot be graded as
    it is. ``broken``: our own fault. The last two leave the gradebook unchanged.
    """

    GRADED = "graded"
    KEPT = "kept"
    UNREADABLE = "unreadable"
    BROKEN = "broken"


@dataclass(frozen=True)
class Outcome:
    """The result of a run for one submission: for progress and messages. A grade is published as a `Standing`.

    ``facts`` are recorded with the grade. Without a grade they are ``None``, and ``message`` says why in one line.
    """

    student: str
    state: State
    facts: Recorded | None = None
    message: str = ""
    notes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The student's name as one printable line: a folder's name may contain any character."""
        return printable(self.student)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Outcome:
        facts = None if data["facts"] is None else Recorded(**data["facts"])
        return cls(**{**data, "state": State(data["state"]), "facts": facts, "notes": tuple(data["notes"])})


@dataclass(frozen=True)
class Options:
    """How the submissions of a run are graded.

    Parameters
    ----------
    jobs : int, optional
        Submissions graded at a time; by default one for each core.
    seed : int, optional
        Seed of all random inputs, for every submission; by default drawn for each submission.
    force : bool
        Grade again submissions that have been graded before.
    walled : bool
        False runs student code without the sandbox: only for your own code.
    device : str
        ``auto``, ``cpu``, ``gpu`` or ``gpu:N``, as `device.choose` takes it.
    """

    jobs: int | None = None
    seed: int | None = None
    force: bool = False
    walled: bool = True
    device: str = "auto"


@dataclass(frozen=True)
class Job:
    """A request to a worker, in plain values. ``staging`` is `Staging.run`."""

    course: str
    assignment: str
    student: str
    folder: str
    staging: str
    options: Options

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Job:
        return cls(**{**data, "options": Options(**data["options"])})


@dataclass(frozen=True)
class Stop:
    """A fault that ends the run; ``kind`` names its class in `autograder.errors`."""

    kind: str
    message: str


def answer(request: Mapping[str, Any], diagnosticians: Diagnosticians) -> dict[str, Any]:
    """Do a job given in plain values; answer in plain values: ``{"outcome": {...}}`` or ``{"stop": {...}}``."""
    result = work(Job.from_dict(request), diagnosticians)
    return {"stop" if isinstance(result, Stop) else "outcome": dataclasses.asdict(result)}


def work(job: Job, diagnosticians: Diagnosticians) -> Outcome | Stop:
    """Grade one submission, or use its kept report; keep the report; stage the submission for nbgrader."""
    course = Course(Path(job.course))
    try:
        return _work(job, course, _assignment(job.assignment, course), diagnosticians)
    except SubmissionError as error:
        message = _one_line(error).replace(f"{job.course}/", "")
        return Outcome(job.student, State.UNREADABLE, message=message)
    except (AssignmentError, DataError, SandboxError) as error:
        return Stop(type(error).__name__, _one_line(error))
    except AutograderError as error:
        return Outcome(job.student, State.BROKEN, message=_one_line(error))
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return Stop("BrokenError", f"no space left on the disk of {job.course}: free some, and run again")
        return _broken(job, error)
    except Exception as error:
        return _broken(job, error)


@functools.lru_cache(maxsize=1)
def _assignment(name: str, course: Course) -> Assignment:
    return load_assignment(name, course)  # once for a worker, and so for a run


def _work(job: Job, course: Course, assignment: Assignment, diagnosticians: Diagnosticians) -> Outcome:
    options = job.options
    folder = SubmissionFolder(job.student, Path(job.folder))
    path, notes = folder.notebook(assignment.name)
    data = read_file(path)
    key = grade_key(assignment, data, circumstances(walled=options.walled, device=options.device))
    submitted = parse_notebook(data, str(path))
    staging = Staging(course, job.staging)
    notes = (*notes, *stage_files(staging, assignment, folder))
    timestamp = SubmissionFolder(job.student, staging.submission(job.student, assignment.name)).timestamp()
    kept = None if options.force else load_report(course, assignment.name, job.student)
    if kept is not None and kept.key == key and options.seed in (None, kept.report.seed):
        report = kept.report
    else:
        report = grade_on(
            options.device,
            assignment,
            submitted,
            seed=options.seed,
            student=job.student,
            walled=options.walled,
            diagnostician=diagnosticians.of(assignment, walled=options.walled),
        )
        if not report.complete:
            return Outcome(job.student, State.BROKEN, message=_why_broken(report))
    report = dataclasses.replace(report, notes=tuple(dict.fromkeys((*report.notes, *notes))))
    if kept is None or (kept.key, kept.report) != (key, report):
        store_report(course, job.student, key, report)
    stage(staging, assignment, job.student, submitted, report)
    facts = Recorded(key, report.seed, report.score, report.max_score, timestamp)
    return Outcome(job.student, State.GRADED, facts, notes=report.notes)


def _why_broken(report: Report) -> str:
    broken = [check for cell in report.cells for check in cell.checks if check.verdict is Verdict.BROKEN]
    more = f" (and {len(broken) - 1} more)" if len(broken) > 1 else ""
    return f"{broken[0].name}: {_one_line(broken[0].message)}{more}"


def _broken(job: Job, error: Exception) -> Outcome:
    traceback.print_exc(file=sys.stderr)
    return Outcome(job.student, State.BROKEN, message=f"{type(error).__name__}: {_one_line(error)}")


def _one_line(message: object) -> str:
    return " ".join(str(message).split())
