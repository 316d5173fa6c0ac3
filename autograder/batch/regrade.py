"""Grades a class again beside the recorded grades: first what would change and why, then, if wanted, for good.

Each submission gets the seed of its recorded grade, so that only real changes show. Where only points or weights have changed,
or nothing at all, no notebook runs. Must not know how a submission is graded, or how the result is shown.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from ..course.assignment import Assignment, Course
from ..course.state import state_file
from ..errors import AutograderError, SubmissionError, UsageError
from ..files import write_whole
from ..gradebook.book import CourseGradebook, Grades, credit, discrepancy
from ..gradebook.staging import Staging, open_staging
from ..gradebook.versions import NewCells, new_version, older, register
from ..model import Report
from ..plaintext import printable
from ..reports.changes import Regraded, compared
from ..submission.files import read_file
from ..submission.folders import SubmissionFolder, submission_folders
from ..submission.notebook import parse_notebook
from . import parts as part
from .bundle import pack
from .job import Failed, Graded, Job, Machine, Options, Stop, laid_out, one_line, with_notes
from .kept import KeptReport, grade_key, load_report
from .older import without
from .run import JOB_SECONDS, Engine, Run, State, Watch, fault_of, faults_of_the_disk, only_run, open_engine, recorded

Progress = Callable[[str, int, int], None]  # takes a student, the number done, and the total


@dataclass(frozen=True)
class Regrading:
    """The results, sorted by student, and whether one of them is a fault of the kit."""

    results: tuple[Regraded, ...]
    broken: bool

    @property
    def exit_status(self) -> int:
        """0: all graded again; 1: some could not be; 3: some are broken. Their recorded grades stay."""
        return 3 if self.broken else 1 if any(each.problem for each in self.results) else 0


@dataclass(frozen=True)
class _Task:
    """A submission with a recorded grade: its bytes, the recorded report, and the parts that have changed since.

    ``stale``: whether `grade` would grade it again, which is so after changes that concern no part, such as a comment.
    ``left_out``: cells, by grade_id, that are left out of this submission's maximum: see `versions`.
    """

    folder: SubmissionFolder
    data: bytes
    shown: str
    notes: tuple[str, ...]
    kept: KeptReport
    changes: frozenset[str]
    stale: bool
    left_out: tuple[str, ...]


def regrade(
    assignment: Assignment,
    course: Course,
    options: Options,
    *,
    apply: bool = False,
    only_better: bool = False,
    progress: Progress = lambda student, done, total: None,
    watch: Watch = lambda engine: None,
    say: Callable[[str], None] = lambda sentence: None,
) -> Regrading:
    """Grade every submission that has a recorded grade again, with the same seed.

    Parameters
    ----------
    assignment, course, options
        As for `grade_all`; ``seed`` and ``force`` of the options are not used.
    apply : bool
        Record the new grades; the reports that they replace are kept in ``.autograder/replaced/``. Otherwise nothing is
        written.
    only_better : bool
        A grade that would fall stays as it is.
    progress, watch, say : callable
        As for `grade_all`.

    Raises
    ------
    UsageError
        There are no submissions; the assignment has other cells than the gradebook; or ``only_better`` and the points of a cell
        have changed, so that an old grade cannot stand beside the new ones.
    BrokenError
        As `grade_all`.
    """
    folders = submission_folders(course.root, assignment.name)
    with contextlib.ExitStack() as stack:
        stack.enter_context(faults_of_the_disk(course))
        if apply:
            stack.enter_context(only_run(course))
        engine = stack.enter_context(open_engine(options))
        watch(engine)
        machine = engine.machine(options, assignment.dataset)
        gradebook = CourseGradebook.open(course)
        version = new_version(gradebook, assignment)
        if version is not None and version.other_cells:
            raise UsageError(
                f"{assignment.name} is another version than the gradebook's: {version}. Let the gradebook follow first: "
                f"autograder grade {assignment.name} --new-cells {' or '.join(NewCells)}"
            )
        run = _Regrading(assignment, course, options, machine, only_better)
        tasks = list(run.tasks(folders, gradebook))
        writer = None
        if apply:
            for sentence in register(gradebook, assignment):
                say(sentence)
            staging = stack.enter_context(open_staging(course))
            writer = _Writer(assignment, gradebook, staging, options, machine)
        total = len(tasks) + len(run.results)
        for task, after in run.graded(engine, tasks):
            run.results.append(run.result(task, after, writer))
            progress(printable(task.folder.student), len(run.results), total)
    ordered = tuple(sorted(run.results, key=lambda each: each.student))
    return Regrading(ordered, run.broken)


class _Regrading:
    """One run: from submissions to results."""

    def __init__(
        self, assignment: Assignment, course: Course, options: Options, machine: Machine, only_better: bool
    ) -> None:
        self._assignment = assignment
        self._course = course
        self._options = options
        self._machine = machine
        self._only_better = only_better
        self._parts = part.parts_of(assignment, str(machine))
        self.results: list[Regraded] = []
        self.broken = False

    def tasks(self, folders: Sequence[SubmissionFolder], gradebook: CourseGradebook) -> Iterator[_Task]:
        """The submissions to grade again; the others go to the results."""
        name = self._assignment.name
        grades = gradebook.grades(name)
        for folder in folders:
            facts = gradebook.recorded(self._assignment, folder.student)
            kept = load_report(self._course, name, folder.student)
            if facts is None or kept is None or (facts.key, facts.seed) != (kept.key, kept.report.seed):
                self._left_out(folder.student, f"has no recorded grade: autograder grade {name}")
                continue
            found = discrepancy(credit(kept.report), grades.get(folder.student, Grades()).automatic)
            if found:
                self._left_out(folder.student, f"{found} (an older copy of the gradebook?): autograder grade {name}")
                continue
            points = {cell.cell: cell.max_points for cell in kept.report.cells}
            if self._only_better and points != {name: self._assignment.points.get(name) for name in points}:
                raise UsageError(
                    f"--only-better: the points of {name} have changed since {printable(folder.student)} was graded, and an "
                    "old grade cannot stand beside grades of other points; leave --only-better out"
                )
            try:
                path, notes = folder.notebook(name)
                data = read_file(path)
            except SubmissionError as error:
                self._left_out(folder.student, str(error).replace(f"{self._course.root}/", ""))
                continue
            changes = part.changed(kept.parts, part.with_submission(self._parts, data))
            stale = kept.key != grade_key(self._assignment, data, str(self._machine))
            if stale and not kept.parts:
                changes = frozenset([_UNKNOWN])
            left_out = older(self._course, self._assignment, folder.student, data).left_out
            yield _Task(folder, data, str(path), notes, kept, changes if stale else frozenset(), stale, left_out)

    def graded(self, engine: Engine, tasks: Sequence[_Task]) -> Iterator[tuple[_Task, Report | str]]:
        """Each task with its new report, or why there is none."""
        to_run: dict[str, _Task] = {}
        for task in tasks:
            # Without the cells that are left out, the notebook cannot be laid out: it runs.
            report = None if task.left_out else part.rescaled(task.kept.report, self._assignment, task.changes)
            if report is None:
                to_run[task.folder.student] = task
            else:
                yield task, report
        if not to_run:
            return
        answers = engine.run((self._job(task) for task in to_run.values()), pack(self._assignment))
        with contextlib.closing(answers):
            for job, answer in answers:
                task = to_run[job.student]
                match answer:
                    case Graded():
                        yield task, Report.from_dict(answer.report)
                    case Stop():
                        raise fault_of(answer)
                    case Failed(message, ours):
                        self.broken = self.broken or ours
                        yield task, message.replace(f"{self._course.root}/", "")
                    case _:
                        self.broken = True
                        yield task, answer.why

    def result(self, task: _Task, after: Report | str, writer: _Writer | None) -> Regraded:
        """Compare, and record if there is a writer."""
        student, before = task.folder.student, task.kept.report
        if isinstance(after, str):
            return Regraded(student, before.score, before.score, problem=after)
        counted = without(self._assignment, after, task.left_out)
        held = self._only_better and counted.score < before.score
        changes = compared(before, counted, functools.partial(_why, task.changes))
        result = Regraded(student, before.score, counted.score, changes, held)
        if writer is not None and task.stale:
            counts = _held(before, after) if held else after
            problem = writer.write(task, counts, _note(task.changes, before, counted, held=held))
            if problem:
                self.broken = True
                return Regraded(student, before.score, before.score, problem=problem)
        return dataclasses.replace(result, after=before.score) if held else result

    def _job(self, task: _Task) -> Job:
        options = dataclasses.replace(self._options, seed=task.kept.report.seed)
        return Job(task.folder.student, task.data, task.shown, task.notes, self._machine, options, JOB_SECONDS)

    def _left_out(self, student: str, why: str) -> None:
        self.results.append(Regraded(student, problem=why))


class _Writer:
    """Records new grades, and keeps the reports that they replace."""

    def __init__(
        self, assignment: Assignment, gradebook: CourseGradebook, staging: Staging, options: Options, machine: Machine
    ) -> None:
        self._assignment = assignment
        self._gradebook = gradebook
        self._staging = staging
        self._run = Run(assignment, staging, options, machine)
        self._started = f"replaced/{datetime.now(UTC):%Y-%m-%dT%H-%M-%SZ}"

    def write(self, task: _Task, report: Report, note: str) -> str:
        """Record a report with a note for the student; returns why it is not recorded, or an empty text."""
        course, name, student = self._gradebook.course, self._assignment.name, task.folder.student
        old = state_file(course, "reports", name, student)
        write_whole(state_file(course, self._started, name, student), old.read_bytes())
        try:
            submitted = parse_notebook(task.data, task.shown)
            result = laid_out(self._assignment, submitted, with_notes(report, [note] if note else []))
        except AutograderError as error:
            return one_line(error)
        outcome = self._run.place(task.folder, task.data, result)
        if outcome.state is State.GRADED:
            outcome = recorded(self._assignment, outcome, self._gradebook, self._staging)
        self._staging.clear(student)
        return "" if outcome.state is State.GRADED else outcome.message


def _held(before: Report, after: Report) -> Report:
    """The earlier report with a place for all cells of the assignment: the new report's, where the earlier has none."""
    own = {cell.cell: cell for cell in before.cells}
    cells = tuple(own.get(cell.cell, cell) for cell in after.cells)
    return dataclasses.replace(before, cells=cells, manual_points=after.manual_points)


_UNKNOWN = "unknown"


def _why(changes: Collection[str], cell: str, check: str) -> str:
    """What changed that may be the reason for another result of a check; of the cell's points, if there is no check."""
    file = check.partition("::")[0]
    kinds = ((part.CHECK + file, "the check"), (part.WEIGHTS + file, "its weight"), (part.POINTS + cell, "the points"))
    own = [words for name, words in kinds if name in changes and (check or words == "the points")]
    if part.SUBMISSION in changes:
        own.append("the submission")
    found = own or [*_instructors(changes)] or ["unknown: it was graded by an earlier kit"]
    if not changes:
        return "nothing that is known: the check itself is not stable"
    return ", ".join(found)


def _instructors(changes: Collection[str]) -> Iterator[str]:
    """Words for the instructor about each change that is not the student's, nor of a check or its points."""
    for name in sorted(changes):
        kind, _, which = name.partition(" ")
        match f"{kind} " if which else kind:
            case part.SOLUTION:
                yield f"the solution of {which}"
            case part.SUITE:
                yield f"the suite's {which}"
            case part.NOTEBOOK:
                yield "the source notebook"
            case part.KIT:
                yield "the kit"
            case part.MACHINE:
                yield "the grading machine"


def _note(changes: Collection[str], before: Report, after: Report, *, held: bool) -> str:
    """A sentence for the student about what the instructor changed; empty if it was only the submission."""
    points = [cell.cell for cell in after.cells if cell.max_points != _most(before).get(cell.cell)]
    files = {name.partition(" ")[2] for name in changes if name.startswith((part.CHECK, part.WEIGHTS))}
    checked = [cell.cell for cell in after.cells if files & {f"test_{cell.cell}.py", f"test_{cell.cell}_hidden.py"}]
    solved = [name.removeprefix(part.SOLUTION) for name in sorted(changes) if name.startswith(part.SOLUTION)]
    said = [
        f"the {what} of {', '.join(cells)}"
        for what, cells in (("points", points), ("checks", checked), ("instructor's own version", solved))
        if cells
    ]
    if any(name.startswith(part.SUITE) for name in changes):
        said.append("the code that the checks use")
    if part.NOTEBOOK in changes:
        said.append("the instructor's cells of the notebook")
    if not said and {part.KIT, part.MACHINE, _UNKNOWN} & set(changes):
        said.append("the grading program")
    if not said:
        return ""
    score = f"{before.score:g} of {before.max_score:g} points before, {after.score:g} of {after.max_score:g} now"
    if (before.score, before.max_score) == (after.score, after.max_score):
        score = f"your {before.score:g} of {before.max_score:g} points stay"
    elif held:
        score = f"your {before.score:g} points stay, because no grade was to fall"
    return (
        f"Graded again on {datetime.now(UTC):%Y-%m-%d}, because your instructor changed {' and '.join(said)}: {score}."
    )


def _most(report: Report) -> dict[str, float]:
    return {cell.cell: cell.max_points for cell in report.cells}
