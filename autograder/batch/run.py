"""Everything that was handed in for an assignment: graded in parallel, recorded by one writer, resumed where it was
cut off.

Grading processes keep their reports on the disk (`autograder.batch.kept`); this process alone writes to the gradebook. At
no time are more than a few reports in memory. Must not know how a submission is graded or what nbgrader's tables look
like.
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
from ..gradebook.book import CourseGradebook, Points, credit, discrepancy
from ..gradebook.staging import Staging, open_staging
from ..grading.grade import circumstances
from ..room import bubblewrap
from ..submission.files import read_file
from ..submission.folders import SubmissionFolder, submission_folders
from .job import Job, Options, Outcome, State
from .kept import grade_key, load_report
from .workers import Pool

_DEFAULTS = Options()
Progress = Callable[[Outcome, int, int], None]  # an outcome, how many are done, of how many


@dataclass(frozen=True)
class BatchResult:
    """A run over all submissions of an assignment, by student."""

    assignment: str
    outcomes: tuple[Outcome, ...]
    seconds: float

    def of(self, *states: State) -> tuple[Outcome, ...]:
        """The outcomes in any of some states."""
        return tuple(outcome for outcome in self.outcomes if outcome.state in states)

    @property
    def exit_status(self) -> int:
        """0: all graded; 1: some submissions cannot be read; 3: some grades are broken, and have to be done again."""
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
        What was handed in.
    course : Course
        The course folder.
    options : Options
        How they are graded.
    progress : callable
        Told each outcome, how many there are by now, and how many there will be.

    Raises
    ------
    UsageError
        No such assignment or device, no submissions, or another run is at work in this course.
    BrokenError
        A fault that would befall every submission: no sandbox, a full disk, a gradebook that refuses. What was graded
        before it is kept.
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
            points = gradebook.automatic(assignment)
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
    """Grade submissions in parallel and lay them out for nbgrader; their outcomes, as they come.

    Raises
    ------
    AutograderError
        A fault that would befall every other submission too.
    """
    cores = len(os.sched_getaffinity(0))
    choose(options.device)  # what cannot be is said once, and not of every submission
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
        datasets.prepare(assignment.dataset)  # once, for all grading processes
    any_graded = False
    try:
        with contextlib.closing(Pool(options.jobs or cores).run(requests)) as answers:
            for request, answer in answers:
                outcome = _outcome(request["student"], answer, lone=not any_graded)
                any_graded = any_graded or outcome.state is State.GRADED
                yield outcome
    finally:
        bubblewrap.remove_orphans()  # grading processes are ended in the middle of whatever they do


def _outcome(student: str, answer: dict[str, Any], *, lone: bool) -> Outcome:
    if "died" in answer:
        return Outcome(student, State.BROKEN, message=f"the grading process died twice: {answer['died']}")
    if "stop" in answer:
        kind, message = answer["stop"]["kind"], answer["stop"]["message"]
        if kind == SandboxError.__name__ and not lone:
            return Outcome(student, State.BROKEN, message=message)  # rooms opened before: this one's bad luck
        fault: type[AutograderError] = getattr(errors, kind)
        raise fault(message)
    return Outcome.from_dict(answer["outcome"])


def _kept(
    assignment: Assignment,
    folder: SubmissionFolder,
    gradebook: CourseGradebook,
    seed: int | None,
    points: Mapping[str, Points],
    today: str,
) -> Outcome | None:
    """The outcome of a submission that is recorded as it is now; ``None`` where there is something to do."""
    facts = gradebook.recorded(assignment, folder.student)
    kept = load_report(gradebook.course, assignment.name, folder.student)
    if facts is None or kept is None or seed not in (None, facts.seed):
        return None
    try:
        path, notes = folder.notebook(assignment.name)
        key = grade_key(assignment, read_file(path), today)
    except SubmissionError:
        return None  # to be named by whoever tries to grade it
    if (facts.key, facts.seed, facts.timestamp) != (key, kept.report.seed, folder.timestamp()):
        return None
    if kept.key != key or discrepancy(credit(kept.report), points.get(folder.student, {})):
        return None
    return Outcome(folder.student, State.KEPT, facts, notes=notes)


def _recorded(assignment: Assignment, outcome: Outcome, gradebook: CourseGradebook, staging: Staging) -> Outcome:
    """Record a graded submission; where the gradebook refuses this one, its outcome is *broken*."""
    if outcome.facts is None:
        return outcome
    try:
        with _ctrl_c_later():
            gradebook.record(assignment, outcome.student, staging, outcome.facts)
    except GradebookError as error:
        return dataclasses.replace(outcome, state=State.BROKEN, facts=None, message=str(error))
    return outcome


@contextlib.contextmanager
def _only_run(course: Course) -> Iterator[None]:
    """One run at a time in a course; the kernel ends the claim of a run that was killed."""
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
        raise errors.BrokenError(f"{where}: {error.strerror}: run again when that is mended") from error


@contextlib.contextmanager
def _ctrl_c_later() -> Iterator[None]:
    """Let a recording come to its end before Ctrl-C is heard. In other threads than the main one it never is."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    heard: list[int] = []

    def remember(number: int, frame: FrameType | None) -> None:
        heard.append(number)

    before = signal.signal(signal.SIGINT, remember)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if heard:
        raise KeyboardInterrupt
