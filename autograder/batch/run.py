"""Grades all submissions of an assignment in parallel, records them, and resumes after an interruption.

Workers keep their reports on the disk (`autograder.batch.kept`); this process alone writes to the gradebook. Only a few
reports are in memory at a time. Must not know how a submission is graded, or nbgrader's database tables.
"""

from __future__ import annotations

import contextlib
import dataclasses
import fcntl
import os
import signal
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import FrameType
from typing import Any

from .. import datasets, errors
from ..course.assignment import Assignment, Course, load_assignment
from ..course.state import STATE
from ..errors import AutograderError, GradebookError, SandboxError, SubmissionError, UsageError
from ..gpu.device import choose
from ..gradebook.book import CourseGradebook, Grades, credit, discrepancy
from ..gradebook.staging import Staging, open_staging
from ..grading.grade import circumstances
from ..room import bubblewrap
from ..submission.files import read_file
from ..submission.folders import SubmissionFolder, submission_folders
from .job import Job, Options, Outcome, State
from .kept import grade_key, load_report
from .workers import Pool

_DEFAULTS = Options()
Progress = Callable[[Outcome, int, int], None]  # takes an outcome, the number done, and the total


@dataclass(frozen=True)
class BatchResult:
    """The result of a run over all submissions of an assignment; outcomes sorted by student, ``seconds`` of wall time."""

    assignment: str
    outcomes: tuple[Outcome, ...]
    seconds: float

    def of(self, *states: State) -> tuple[Outcome, ...]:
        """The outcomes that have one of the given states."""
        return tuple(outcome for outcome in self.outcomes if outcome.state in states)

    @property
    def exit_status(self) -> int:
        """0: all graded; 1: some submissions cannot be read; 3: some grades are broken and must be graded again."""
        if self.of(State.BROKEN):
            return 3
        return 1 if self.of(State.UNREADABLE) else 0


def grade_all(
    assignment: Assignment | str,
    course: Course,
    options: Options = _DEFAULTS,
    *,
    progress: Progress = lambda outcome, done, total: None,
) -> BatchResult:
    """Grade every submission in ``submitted/`` and record it in the gradebook and in ``autograded/``.

    Submissions that are recorded already, and have not changed since, are not graded again. A run may be killed at any
    moment and started again.

    Parameters
    ----------
    assignment : Assignment or str
        The assignment, or its name.
    course : Course
        The course folder.
    options : Options
        How submissions are graded.
    progress : callable
        Called with each outcome, the number of outcomes so far, and the total.

    Raises
    ------
    UsageError
        There is no such assignment or device, there are no submissions, or this course is being graded by another run.
    BrokenError
        A fault that would stop every submission: no sandbox, a full disk, a gradebook that refuses. Submissions graded
        before the fault keep their grades.
    """
    started = time.monotonic()
    if isinstance(assignment, str):
        assignment = load_assignment(assignment, course)
    folders = submission_folders(course.root, assignment.name)
    outcomes: list[Outcome] = []

    def count(outcome: Outcome) -> None:
        outcomes.append(outcome)
        progress(outcome, len(outcomes), len(folders))

    with _faults_of_the_disk(course), _only_run(course):
        gradebook = CourseGradebook.open(course)
        gradebook.register(assignment)
        todo: Sequence[SubmissionFolder] = folders
        if not options.force:
            points = gradebook.grades(assignment.name)
            today = circumstances(walled=options.walled, device=options.device)
            kept = {
                folder.student: _kept(assignment, folder, gradebook, options.seed, points, today) for folder in folders
            }
            todo = [folder for folder in folders if kept[folder.student] is None]
            for outcome in filter(None, kept.values()):
                count(outcome)
        with open_staging(course) as staging:
            for outcome in graded(assignment, todo, staging, options):
                count(_recorded(assignment, outcome, gradebook, staging))
                staging.clear(outcome.student)
    ordered = tuple(sorted(outcomes, key=lambda outcome: outcome.student))
    return BatchResult(assignment.name, ordered, time.monotonic() - started)


def graded(
    assignment: Assignment,
    folders: Collection[SubmissionFolder],
    staging: Staging,
    options: Options = _DEFAULTS,
) -> Iterator[Outcome]:
    """Grade submissions in parallel and stage them for nbgrader; yield outcomes in the order of completion.

    Raises
    ------
    AutograderError
        A fault that would stop every other submission too.
    """
    cores = len(os.sched_getaffinity(0))
    choose(options.device)  # report an unusable device once, not for every submission
    requests = [
        dataclasses.asdict(
            Job(
                course=str(staging.course.root),
                assignment=assignment.name,
                student=folder.student,
                folder=str(folder.path),
                staging=staging.run,
                options=options,
            )
        )
        for folder in folders
    ]
    if requests and assignment.dataset:
        datasets.prepare(assignment.dataset)  # once, for all workers
    any_graded = False
    try:
        with contextlib.closing(Pool(options.jobs or cores).run(requests)) as answers:
            for request, answer in answers:
                outcome = _outcome(request["student"], answer, lone=not any_graded)
                any_graded = any_graded or outcome.state is State.GRADED
                yield outcome
    finally:
        bubblewrap.remove_orphans()  # workers may be killed while a room is open


def _outcome(student: str, answer: dict[str, Any], *, lone: bool) -> Outcome:
    if "died" in answer:
        return Outcome(student, State.BROKEN, message=f"the grading process died twice: {answer['died']}")
    if "stop" in answer:
        kind, message = answer["stop"]["kind"], answer["stop"]["message"]
        if kind == SandboxError.__name__ and not lone:
            return Outcome(student, State.BROKEN, message=message)  # earlier rooms opened: only this one failed
        fault: type[AutograderError] = getattr(errors, kind)
        raise fault(message)
    return Outcome.from_dict(answer["outcome"])


def _kept(
    assignment: Assignment,
    folder: SubmissionFolder,
    gradebook: CourseGradebook,
    seed: int | None,
    points: Mapping[str, Grades],
    today: str,
) -> Outcome | None:
    """The outcome of a submission whose recorded grade is still valid; ``None`` if it has to be graded."""
    facts = gradebook.recorded(assignment, folder.student)
    kept = load_report(gradebook.course, assignment.name, folder.student)
    if facts is None or kept is None or seed not in (None, facts.seed):
        return None
    try:
        path, notes = folder.notebook(assignment.name)
        key = grade_key(assignment, read_file(path), today)
    except SubmissionError:
        return None  # grading it will report the reason
    if (facts.key, facts.seed, facts.timestamp) != (key, kept.report.seed, folder.timestamp()):
        return None
    if kept.key != key or discrepancy(credit(kept.report), points.get(folder.student, Grades()).automatic):
        return None
    return Outcome(folder.student, State.KEPT, facts, notes=notes)


def _recorded(assignment: Assignment, outcome: Outcome, gradebook: CourseGradebook, staging: Staging) -> Outcome:
    """Record a graded submission; its outcome becomes *broken* if the gradebook refuses it."""
    if outcome.facts is None:
        return outcome
    try:
        with _interrupt_deferred():
            gradebook.record(assignment, outcome.student, staging, outcome.facts)
    except GradebookError as error:
        return dataclasses.replace(outcome, state=State.BROKEN, facts=None, message=str(error))
    return outcome


@contextlib.contextmanager
def _only_run(course: Course) -> Iterator[None]:
    """Allow one run at a time in a course; the kernel releases the lock of a run that was killed."""
    path = course.root / STATE / "lock"
    path.parent.mkdir(exist_ok=True)
    descriptor = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode())
        yield
    except BlockingIOError as error:
        other = os.read(descriptor, 20).decode("ascii", "replace").strip()
        raise UsageError(f"{course.root} is being graded by process {other}: wait for it, or end it") from error
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _faults_of_the_disk(course: Course) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        where = error.filename or course.root
        raise errors.BrokenError(f"{where}: {error.strerror}: fix this and run again") from error


@contextlib.contextmanager
def _interrupt_deferred() -> Iterator[None]:
    """Handle Ctrl-C only after the block, so that a recording is completed. Only the main thread receives Ctrl-C."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    received: list[int] = []

    def remember(number: int, frame: FrameType | None) -> None:
        received.append(number)

    before = signal.signal(signal.SIGINT, remember)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if received:
        raise KeyboardInterrupt
