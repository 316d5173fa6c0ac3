"""Grades all submissions of an assignment in parallel, records them, and resumes after an interruption.

This process alone writes: it keeps the workers' reports (`autograder.batch.kept`) and records them in the gradebook. Only a few
reports are in memory at a time. Must not know how a submission is graded, or nbgrader's database tables.
"""

from __future__ import annotations

import contextlib
import dataclasses
import enum
import errno
import fcntl
import os
import signal
import threading
import time
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import FrameType
from typing import Protocol

from .. import errors
from ..course.assignment import Assignment, Course, load_assignment
from ..course.state import STATE
from ..errors import AutograderError, GradebookError, SandboxError, SubmissionError, UsageError
from ..gradebook.book import CourseGradebook, Grades, Recorded, credit, discrepancy
from ..gradebook.staging import Staging, open_staging, stage, stage_files
from ..gradebook.versions import NewCells, older, register
from ..model import Report
from ..plaintext import printable
from ..submission.files import read_file
from ..submission.folders import SubmissionFolder, submission_folders
from ..submission.notebook import parse_notebook
from .bundle import Bundle, pack
from .job import Answer, Died, Failed, Graded, Job, Machine, Options, Stop, laid_out, one_line, with_notes
from .kept import grade_key, load_report, store_report
from .local import Local
from .older import settle
from .parts import Parts, parts_of, with_submission

_DEFAULTS = Options()
JOB_SECONDS = 14_400  # the grader's own limits end a submission much earlier, even on a busy machine


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


Progress = Callable[[Outcome, int, int], None]  # takes an outcome, the number done, and the total


class Engine(Protocol):
    """What grades jobs in parallel: `Local`, or `Cluster`.

    ``workers``: jobs computed at a time. ``running``: jobs in progress. `machine`: what the grades depend on, the same on every
    worker. `run` yields each job with its answer, as answers arrive, and takes a job only when a worker is about to be free.
    ``dashboard``: the address of a page about the workers; empty if there is none.
    """

    @property
    def dashboard(self) -> str: ...

    @property
    def workers(self) -> int: ...

    @property
    def running(self) -> int: ...

    def machine(self, options: Options, dataset: str | None) -> Machine: ...

    def run(self, jobs: Iterable[Job], bundle: Bundle) -> Generator[tuple[Job, Answer | Died]]: ...

    def close(self) -> None: ...


Watch = Callable[[Engine], None]


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
    watch: Watch = lambda engine: None,
    new_cells: NewCells | None = None,
    say: Callable[[str], None] = lambda sentence: None,
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
    watch : callable
        Called with the `Engine`, once it is there; for a display of its workers.
    new_cells : NewCells, optional
        What cells count that the assignment has got since, in work that was graded before.
    say : callable
        Called with sentences about the gradebook, if it has to follow a new version of the assignment.

    Raises
    ------
    UsageError
        There is no such assignment or device, there are no submissions, this course is being graded by another run, or the
        assignment has other cells than the gradebook and ``new_cells`` is not given.
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

    with faults_of_the_disk(course), only_run(course), open_engine(options) as engine:
        watch(engine)
        machine = engine.machine(options, assignment.dataset)
        gradebook = CourseGradebook.open(course)
        for sentence in register(gradebook, assignment, new_cells):
            say(sentence)
        todo: Sequence[SubmissionFolder] = folders
        if not options.force:
            points = gradebook.grades(assignment.name)
            kept = {
                folder.student: _kept(assignment, folder, gradebook, options.seed, points, machine)
                for folder in folders
            }
            todo = [folder for folder in folders if kept[folder.student] is None]
            for outcome in filter(None, kept.values()):
                count(outcome)
        with open_staging(course) as staging:
            for outcome in graded(assignment, todo, staging, options, engine, machine):
                count(recorded(assignment, outcome, gradebook, staging))
                staging.clear(outcome.student)
    ordered = tuple(sorted(outcomes, key=lambda outcome: outcome.student))
    return BatchResult(assignment.name, ordered, time.monotonic() - started)


def graded(
    assignment: Assignment,
    folders: Collection[SubmissionFolder],
    staging: Staging,
    options: Options,
    engine: Engine,
    machine: Machine,
) -> Iterator[Outcome]:
    """Grade submissions in parallel, keep their reports and stage them for nbgrader; yield outcomes as they are completed.

    Submissions are read only when a worker is about to be free for them.

    Raises
    ------
    AutograderError
        A fault that would stop every other submission too.
    """
    run = Run(assignment, staging, options, machine)
    to_grade = []
    for folder in folders:  # one after the other, so that a run over thousands needs little disk space
        outcome = run.kept(folder)
        if outcome is None:
            to_grade.append(folder)
        else:
            yield outcome
    with contextlib.closing(engine.run(run.jobs(to_grade), pack(assignment))) as answers:
        for job, answer in answers:
            yield from run.ready()
            yield run.outcome(job, answer)
    yield from run.ready()


class Run:
    """Both ends of a run: from folders to jobs, from answers to outcomes. All of its files are written by this process."""

    def __init__(self, assignment: Assignment, staging: Staging, options: Options, machine: Machine) -> None:
        self._assignment = assignment
        self._staging = staging
        self._options = options
        self._machine = machine
        self._parts = parts_of(assignment, str(machine))
        # Of submissions that workers have: the key, the parts, the time.
        self._keys: dict[str, tuple[str, Parts, str | None]] = {}
        self._ready: list[Outcome] = []
        self._any_graded = False

    def ready(self) -> Iterator[Outcome]:
        """The outcomes of submissions that cannot be read."""
        while self._ready:
            yield self._ready.pop(0)

    def jobs(self, folders: Iterable[SubmissionFolder]) -> Iterator[Job]:
        """Stage the submissions, one after the other, and yield their jobs."""
        for folder in folders:
            try:
                job = self._job(folder)
            except Exception as error:
                self._ready.append(self._fault(folder.student, error))
            else:
                yield job

    def kept(self, folder: SubmissionFolder) -> Outcome | None:
        """The outcome of a submission whose kept report is valid, which is staged; ``None`` if it needs a worker."""
        course, name, seed = self._staging.course, self._assignment.name, self._options.seed
        kept = None if self._options.force else load_report(course, name, folder.student)
        if kept is None or seed not in (None, kept.report.seed):
            return None
        if {cell.cell for cell in kept.report.cells} != set(self._assignment.points):
            return None  # some were left out: the notebook cannot be laid out from it
        try:
            path, notes = folder.notebook(name)
            data = read_file(path)
            if kept.key != grade_key(self._assignment, data, str(self._machine)):
                return None
            notes = (*notes, *self._staged(folder, data))
            result = laid_out(self._assignment, parse_notebook(data, str(path)), with_notes(kept.report, notes))
            return self._stored(folder.student, data, result)
        except Exception as error:
            return self._fault(folder.student, error)

    def _job(self, folder: SubmissionFolder) -> Job:
        """The job of a submission, which is staged."""
        path, notes = folder.notebook(self._assignment.name)
        data = read_file(path)
        notes = (*notes, *self._staged(folder, data))
        return Job(folder.student, data, str(path), notes, self._machine, self._options, JOB_SECONDS)

    def place(self, folder: SubmissionFolder, data: bytes, result: Graded) -> Outcome:
        """Keep and stage a result that no worker has computed; ``data``: the submission's bytes."""
        try:
            self._staged(folder, data)
            return self._stored(folder.student, data, result)
        except Exception as error:
            return self._fault(folder.student, error)

    def _staged(self, folder: SubmissionFolder, data: bytes) -> tuple[str, ...]:
        """Stage the files beside the notebook, and note the key and the time. Returns sentences about files left out."""
        key = grade_key(self._assignment, data, str(self._machine))
        notes = stage_files(self._staging, self._assignment, folder)
        staged = SubmissionFolder(folder.student, self._staging.submission(folder.student, self._assignment.name))
        self._keys[folder.student] = key, with_submission(self._parts, data), staged.timestamp()
        return notes

    def outcome(self, job: Job, answer: Answer | Died) -> Outcome:
        """Keep and stage what a worker answered."""
        match answer:
            case Graded():
                self._any_graded = True
                try:
                    return self._stored(job.student, job.submission, answer)
                except Exception as error:
                    return self._fault(job.student, error)
            case Failed(message, ours):
                message = message.replace(f"{self._staging.course.root}/", "")
                return Outcome(job.student, State.BROKEN if ours else State.UNREADABLE, message=message)
            case Died(why):
                return Outcome(job.student, State.BROKEN, message=why)
            case Stop(kind, message):
                if kind == SandboxError.__name__ and self._any_graded:
                    # Earlier rooms opened: only this one failed.
                    return Outcome(job.student, State.BROKEN, message=message)
                raise fault_of(answer)

    def _fault(self, student: str, error: Exception) -> Outcome:
        """The outcome of a submission whose files cannot be read or written. Raises the error if the disk is full."""
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise error
        self._keys.pop(student, None)
        state = State.UNREADABLE if isinstance(error, SubmissionError) else State.BROKEN
        kind = "" if isinstance(error, AutograderError) else f"{type(error).__name__}: "
        return Outcome(student, state, message=f"{kind}{one_line(error)}".replace(f"{self._staging.course.root}/", ""))

    def _stored(self, student: str, submission: bytes, result: Graded) -> Outcome:
        key, parts, timestamp = self._keys.pop(student)
        before = older(self._staging.course, self._assignment, student, submission)
        if before.cells:
            result = settle(self._assignment, result, before)
        report = Report.from_dict(result.report)
        kept = store_report(self._staging.course, student, key, report, parts)
        stage(self._staging, self._assignment, student, result.notebook, result.outputs, kept)
        facts = Recorded(key, report.seed, report.score, report.max_score, timestamp, before.left_out)
        return Outcome(student, State.GRADED, facts, notes=report.notes)


def fault_of(answer: Stop) -> AutograderError:
    """The error that ends a run."""
    fault: type[AutograderError] = getattr(errors, answer.kind)
    return fault(answer.message)


@contextlib.contextmanager
def open_engine(options: Options) -> Iterator[Engine]:
    """The engine that the options ask for: the scheduler's workers, or processes of this machine.

    Raises `UsageError` if the scheduler's address is not allowed, or nobody answers there.
    """
    if options.scheduler:
        from .cluster import Cluster  # imports Dask

        engine: Engine = Cluster(options.scheduler)
    else:
        engine = Local(options.jobs)
    with contextlib.closing(engine):
        yield engine


def _kept(
    assignment: Assignment,
    folder: SubmissionFolder,
    gradebook: CourseGradebook,
    seed: int | None,
    points: Mapping[str, Grades],
    machine: Machine,
) -> Outcome | None:
    """The outcome of a submission whose recorded grade is still valid; ``None`` if it has to be graded."""
    facts = gradebook.recorded(assignment, folder.student)
    kept = load_report(gradebook.course, assignment.name, folder.student)
    if facts is None or kept is None or seed not in (None, facts.seed):
        return None
    try:
        path, notes = folder.notebook(assignment.name)
        data = read_file(path)
    except SubmissionError:
        return None  # grading it will report the reason
    key = grade_key(assignment, data, str(machine))
    if facts.left_out != older(gradebook.course, assignment, folder.student, data).left_out:
        return None
    if (facts.key, facts.seed, facts.timestamp) != (key, kept.report.seed, folder.timestamp()):
        return None
    if kept.key != key or discrepancy(credit(kept.report), points.get(folder.student, Grades()).automatic):
        return None
    return Outcome(folder.student, State.KEPT, facts, notes=notes)


def recorded(assignment: Assignment, outcome: Outcome, gradebook: CourseGradebook, staging: Staging) -> Outcome:
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
def only_run(course: Course) -> Iterator[None]:
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
def faults_of_the_disk(course: Course) -> Iterator[None]:
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
