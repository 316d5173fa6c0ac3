"""The command line: options, output and exit status of every `autograder` command.

Owns these, and no logic of its own. Results go to stdout or a file, everything else to stderr. Exit status: 0 done; 1 a
submission or an assignment fell short; 2 wrong use; 3 a fault of the kit (broken).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.text import Text

from . import __version__, _quick_start  # noqa: F401  (before what imports jsonschema)
from .console import ERR, OUT, complain, note, progress_bar, rule
from .course.assignment import Assignment, Course, load_assignment, load_assignments
from .errors import AutograderError, BrokenError, DataError, UsageError
from .gpu.device import default_device
from .plaintext import printable

if TYPE_CHECKING:
    from .batch.job import Options
    from .batch.run import BatchResult
    from .publishing.roll import Roll


class _Group(click.Group):
    """Turns the kit's errors into one line and the matching exit status."""

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except AutograderError as error:
            complain(str(error))
            sys.exit(error.exit_status)
        except KeyboardInterrupt:
            complain("interrupted; finished work is kept: run the same command again to continue")
            sys.exit(130)
        except OSError as error:
            complain(f"{error.filename or 'input or output'}: {error.strerror or error}")
            sys.exit(3)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="autograder")
@click.option("--course", type=click.Path(path_type=Path), help="The course folder (default: the one you are in).")
@click.pass_context
def main(context: click.Context, course: Path | None) -> None:
    """Autograded assignments for deep learning from scratch: the judge never enters the student's process."""
    context.obj = course
    if course is not None and context.invoked_subcommand != "new":
        _require_folder(course)


def _chosen(context: click.Context, parameter: click.Parameter, folder: Path | None) -> None:
    """Accept ``--course`` after the command as well as before it."""
    if folder is None:
        return
    if context.info_name != "new":  # `new` may create the course folder
        _require_folder(folder)
    context.obj = folder


def _require_folder(course: Path) -> None:
    if not course.is_dir():
        raise UsageError(f"--course {course}: no such folder")


def _course_option(
    says: str = "The course folder (default: the one you are in).", *, hidden: bool = False
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """The option ``--course`` of a command. ``hidden``: it has no effect, and is accepted for the sake of scripts."""
    kind = click.Path(path_type=Path)
    return click.option("--course", type=kind, callback=_chosen, expose_value=False, hidden=hidden, help=says)


def _course(context: click.Context) -> Course:
    return Course.find(context.obj)


@main.command()
@click.argument("name")
@_course_option("The course folder; an empty one becomes a course.")
@click.pass_context
def new(context: click.Context, name: str) -> None:
    """Write an assignment to start from.

    A notebook, its checks and samples, called NAME. It passes verify as it is.
    """
    from .authoring.scaffold import write_assignment

    scaffold = write_assignment(name, context.obj)
    for path in scaffold.written:
        click.echo(os.path.relpath(path))
    _warn_of_nbgrader(scaffold.course, offer=_asks())
    note(scaffold.next_step)


def _asks() -> bool:
    """Whether a person at a terminal can answer a question."""
    return sys.stdin.isatty() and ERR.is_terminal


def _warn_of_nbgrader(course: Course, *, offer: bool = False) -> None:
    """Print which settings nbgrader_config.py lacks; with ``offer``, ask whether to add them."""
    from .authoring import nbgrader_settings

    missing = nbgrader_settings.missing_settings(course)
    if not missing:
        return
    note(nbgrader_settings.warning(course, missing))
    if offer and click.confirm("Add them now?", err=True):
        nbgrader_settings.add(course, missing)


@main.command()
@click.argument("assignments", nargs=-1, metavar="[ASSIGNMENT...]")
@click.option("--check", "check_only", is_flag=True, help="Write nothing: say whether release/ is stale.")
@click.option("--no-verify", is_flag=True, help="Skip the proof that the assignment grades itself soundly.")
@_course_option()
@click.pass_context
def release(context: click.Context, assignments: tuple[str, ...], check_only: bool, no_verify: bool) -> None:
    """Verify, then source/ -> release/ without the solutions.

    Without ASSIGNMENT: every assignment of the course. nbgrader strips the solutions.
    """
    from .authoring.release import build_release, release_is_stale

    course = _course(context)
    if not check_only:
        _warn_of_nbgrader(course)
    stale = False
    for assignment in load_assignments(course, assignments):
        if check_only:
            for difference in release_is_stale(assignment, course):
                stale = True
                complain(f"release/{assignment.name} is stale: {difference}; run: autograder release {assignment.name}")
            continue
        _warn_before_release(assignment, course)
        if not no_verify and not _verified(assignment, course, None):
            complain(f"{assignment.name} was not released")
            sys.exit(1)
        click.echo(build_release(assignment, course))
    if stale:
        sys.exit(1)


def _warn_before_release(assignment: Assignment, course: Course) -> None:
    """Say what the next grading will ask, if the gradebook has other cells. A gradebook at fault stops no release."""
    try:
        if _warn_of_new_version(assignment, course):
            note(
                f"the next autograder grade {assignment.name} asks what new cells count in that work (or takes --new-cells), "
                "backs up the gradebook, and changes its cells; grades of the other cells stay"
            )
    except BrokenError as error:
        note(f"not compared with the gradebook: {error}")


@main.command()
@click.argument("assignments", nargs=-1, metavar="[ASSIGNMENT...]")
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), help="Seed of all random inputs.")
@click.option("--no-training", is_flag=True, help="Leave out the checks that need all functions together.")
@click.option("--jobs", type=click.IntRange(1), help="Processes (default: one per core).")
@_course_option()
@click.pass_context
def verify(
    context: click.Context, assignments: tuple[str, ...], seed: int | None, no_training: bool, jobs: int | None
) -> None:
    """Prove that an assignment grades itself soundly.

    Without ASSIGNMENT: every assignment of the course. Writes nothing but a note that it holds, which grade asks for.
    """
    course = _course(context)
    named = load_assignments(course, assignments)
    results = [_verified(each, course, seed, training=not no_training, jobs=jobs) for each in named]
    sys.exit(0 if all(results) else 1)


def _verified(
    assignment: Assignment, course: Course, seed: int | None, *, training: bool = True, jobs: int | None = None
) -> bool:
    from .authoring.proof import fingerprint, note_proof
    from .authoring.table import verification_table
    from .authoring.verification import verify as run

    before = fingerprint(assignment)
    with progress_bar(f"verify {assignment.name}") as advance:
        seen = run(
            assignment,
            course,
            seed=seed,
            training=training,
            jobs=jobs,
            progress=lambda done, total: advance(f"{done} of {total}", total),
        )
    for finding in seen.findings:
        mark = "ok  " if finding.held else "FAIL"
        click.echo(f"{mark} {assignment.name}: {finding.claim}" + (f": {finding.detail}" if finding.detail else ""))
    OUT.print(verification_table(seen))
    together = [name for name in assignment.points if name not in assignment.solutions]
    if together and not training:
        _left_out(assignment, together)
    # Not if somebody has changed a file meanwhile: nobody knows which version the trials saw.
    elif seen.held and fingerprint(load_assignment(assignment.name, course)) == before:
        note_proof(assignment, course, before)
    return seen.held


def _require_proof(assignment: Assignment, course: Course, *, unproved: bool) -> None:
    """Raise `UsageError` if the assignment was proved once and has changed since."""
    from .authoring.proof import outdated

    if not unproved and outdated(assignment, course):
        raise UsageError(
            f"{assignment.name} has changed since it was proved, and its checks may take points from right code: "
            f"autograder verify {assignment.name}, or grade with --unproved"
        )


def _left_out(assignment: Assignment, together: list[str]) -> None:
    """Say which checks were left out, so that the result does not look as if it covered them."""
    names = ", ".join(together)
    sentence = f"note: {names} was left out (--no-training): checks that need all functions together are not proven"
    OUT.print(Text(sentence, "bold yellow"))
    note(f"to prove {names}, too: autograder verify {assignment.name}")


@main.command()
@click.argument("assignment")
@click.option("--seeds", type=click.IntRange(2), default=100, show_default=True, help="How many trainings.")
@_course_option()
@click.pass_context
def calibrate(context: click.Context, assignment: str, seeds: int) -> None:
    """How often right solutions miss the bar of the training check.

    Trains on each data set that suite.toml has a budget for, and writes the result beside the bar.
    """
    from .authoring import calibration

    found = load_assignment(assignment, _course(context))
    with progress_bar(f"calibrate {assignment}") as advance:
        results = calibration.calibrate(
            found, seeds, progress=lambda dataset, seed: advance(f"{dataset}, {seed + 1} of {seeds}", seeds)
        )
    for result in results:
        for line in result.lines:
            click.echo(line)
    note(f"written beside the bar: {calibration.write(found, results)}")
    missed = [result for result in results if not result.held]
    for result in missed:
        complain(
            f"{assignment}, {result.dataset}: a bar of {result.bar:g} fails too many right solutions: lower it, or train longer"
        )
    sys.exit(1 if missed else 0)


@main.command()
@click.argument("notebook", type=click.Path(path_type=Path, readable=False))
@click.option("--assignment", help="The assignment's name, if the notebook does not tell it.")
@_course_option(hidden=True)
def check(notebook: Path, assignment: str | None) -> None:
    """A student's own check: the visible checks of NOTEBOOK.

    Needs no sandbox and no course folder.
    """
    from .model import Verdict
    from .reports import report_text
    from .selfcheck import check_notebook

    _require_there(notebook)
    report = check_notebook(notebook, assignment)
    click.echo(report_text(report, visible_only=True, colour=OUT.is_terminal))
    if not report.complete:
        raise BrokenError("the checks themselves are at fault, not the notebook: tell the course staff")
    sys.exit(0 if all(each.verdict is Verdict.PASSED for cell in report.cells for each in cell.checks) else 1)


def _require_there(notebook: Path) -> None:
    """Raise `UsageError` if there is no such file; a file that exists and cannot be read is a `SubmissionError` later."""
    try:
        notebook.lstat()
    except OSError as error:
        raise UsageError(f"{notebook}: cannot be read: {error.strerror or error}") from error


@main.command()
@click.argument("assignment")
@click.argument("download", type=click.Path(path_type=Path))
@click.option(
    "--from",
    "platform",
    type=click.Choice(["moodle", "canvas", "folder"]),
    required=True,
    help="Whose file names they are.",
)
@click.option(
    "--roster", type=click.Path(path_type=Path), help="Class list (default: students.csv, else the gradebook)."
)
@click.option(
    "--worksheet",
    type=click.Path(path_type=Path),
    help="Moodle's grading worksheet, which tells the times of submission.",
)
@click.option("--timezone", metavar="AREA/CITY", help="Of the times in the worksheet (default: this machine's).")
@click.option("--replace", is_flag=True, help="Replace other submissions, too: newer ones, and those not collected.")
@_course_option()
@click.pass_context
def collect(
    context: click.Context,
    assignment: str,
    download: Path,
    platform: str,
    roster: Path | None,
    worksheet: Path | None,
    timezone: str | None,
    replace: bool,
) -> None:
    """Put a platform's DOWNLOAD of uploads into submitted/.

    DOWNLOAD is the zip archive of Moodle or Canvas; or, for "folder", a folder or archive with a file or a folder for each
    login. The class list has the columns of nbgrader db student import. What cannot be collected is named.
    """
    from .lms.collect import State
    from .lms.collect import collect as run
    from .lms.roster import find_roster
    from .lms.worksheet import read_worksheet, time_zone

    course = _course(context)
    name = load_assignment(assignment, course).name
    if platform != "moodle" and (worksheet or timezone):
        raise UsageError("--worksheet and --timezone go with --from moodle")
    lines = {} if worksheet is None else read_worksheet(worksheet, time_zone(timezone))
    students = find_roster(course, roster, needed=platform != "folder")
    outcomes = run(course, name, download, platform, students, worksheet=lines, replace=replace)
    for outcome in outcomes:
        for left_out in outcome.notes:
            note(f"{outcome.name}: left out: {left_out}")
        if outcome.state is State.LEFT_OUT:
            complain(f"{outcome.name}: left out: {outcome.why}")
        elif outcome.state is not State.UNCHANGED:
            click.echo(f"{outcome.state:9} {outcome.path}")
    counts = {state: sum(outcome.state is state for outcome in outcomes) for state in State}
    note(
        f"{name}: "
        + (", ".join(f"{count} {state}" for state, count in counts.items() if count) or "nothing to collect")
    )
    sys.exit(1 if counts[State.LEFT_OUT] else 0)


_UNPROVED = click.option(
    "--unproved", is_flag=True, help="Grade although the assignment has changed since verify proved it."
)
_JOBS = click.option("--jobs", type=click.IntRange(1), help="Submissions graded at a time (default: one per core).")
_SCHEDULER = click.option(
    "--scheduler",
    metavar="tls://HOST:PORT",
    envvar="AUTOGRADER_SCHEDULER",
    help="Grade on the workers of this Dask scheduler (default: on this machine).",
)
_DEVICE = click.option(
    "--device",
    default=default_device,
    metavar="auto|cpu|gpu|gpu:N",
    help="auto (default): GPUs that this MXNet can use, else the CPU.",
)


@main.command()
@click.argument("assignment")
@click.argument("notebook", required=False, type=click.Path(path_type=Path, readable=False))
@click.option("--json", "json_file", type=click.Path(path_type=Path), help="With NOTEBOOK: write the JSON report here.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["report", "gradescope"]),
    default="report",
    help="With NOTEBOOK: gradescope writes Gradescope's results.json, to the --json file or else to stdout.",
)
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), help="Seed of all random inputs (default: random).")
@click.option("--only", metavar="NAME,...", help="With NOTEBOOK: report on these cells only.")
@_JOBS
@_SCHEDULER
@click.option("--force", is_flag=True, help="Grade submissions again that were graded before.")
@click.option(
    "--new-cells",
    type=click.Choice(["not-written", "left-out"]),
    help="What new cells count in work graded before there were any: nothing, or they are left out of its maximum.",
)
@_UNPROVED
@_DEVICE
@click.option(
    "--unsafe-no-sandbox", is_flag=True, help="Run student code with your own rights. For your own code only."
)
@click.option("--cold-rooms", is_flag=True, help="Import MXNet anew for each sandbox. Slower.")
@_course_option()
@click.pass_context
def grade(
    context: click.Context,
    assignment: str,
    notebook: Path | None,
    json_file: Path | None,
    format_: str,
    seed: int | None,
    only: str | None,
    jobs: int | None,
    scheduler: str | None,
    force: bool,
    unproved: bool,
    new_cells: str | None,
    device: str,
    unsafe_no_sandbox: bool,
    cold_rooms: bool,
) -> None:
    """Grade every submission in submitted/, or one NOTEBOOK.

    With NOTEBOOK nothing is written but the JSON file.
    """
    from .batch.job import Options

    course = _course(context)
    found = load_assignment(assignment, course)
    if cold_rooms:
        from .room.opening import COLD_ROOMS

        os.environ[COLD_ROOMS] = "1"  # for this process and those that it starts
    options = Options(jobs, seed, force, not unsafe_no_sandbox, device, scheduler or "")
    if unsafe_no_sandbox:
        if device not in ("auto", "cpu"):
            raise UsageError(
                f"--device {device} needs the sandbox: without it a notebook takes the device that it finds"
            )
        note("--unsafe-no-sandbox: student code runs with your own rights")
    if notebook is not None:
        named = context.get_parameter_source("scheduler") is click.core.ParameterSource.COMMANDLINE
        if jobs is not None or force or new_cells or (scheduler and named):
            raise UsageError(
                "--jobs, --scheduler, --force and --new-cells are for grading submitted/, not for one notebook"
            )
        _require_there(notebook)
        names = [name.strip() for name in only.split(",") if name.strip()] if only is not None else None
        _grade_one(found, notebook, json_file, names, options, format_)
        return
    if json_file is not None or only is not None:
        raise UsageError("--json and --only go with one NOTEBOOK")
    if format_ != "report":
        raise UsageError(f"--format {format_} goes with one NOTEBOOK")
    if scheduler and (jobs is not None or cold_rooms):
        raise UsageError(
            f"--jobs and --cold-rooms are for this machine, and grading was to be on {scheduler}: leave them out, or write "
            "--scheduler '' (on a cluster the number of workers counts, and their variable AUTOGRADER_COLD_ROOMS)"
        )
    _require_proof(found, course, unproved=unproved)
    sys.exit(_grade_all(found, course, options, new_cells))


def _grade_one(
    assignment: Assignment,
    notebook: Path,
    json_file: Path | None,
    only: list[str] | None,
    options: Options,
    format_: str,
) -> None:
    from .files import write_public
    from .grading.grade import grade_on
    from .reports import gradescope_results, report_text

    with progress_bar(f"grade {notebook.name}") as advance:
        report = grade_on(
            options.device,
            assignment,
            notebook,
            seed=options.seed,
            only=only,
            walled=options.walled,
            progress=lambda cell: advance(cell, None),
        )
    gradescope = format_ == "gradescope"
    if json_file is not None and (report.complete or not gradescope):  # Gradescope would take it for a grade
        content = gradescope_results(report) if gradescope else report.to_json()
        write_public(json_file.absolute(), content.encode())
    if gradescope and json_file is None and report.complete:
        click.echo(gradescope_results(report), nl=False)
    else:
        click.echo(report_text(report, colour=OUT.is_terminal))
    if not report.complete:
        raise BrokenError("this is no grade: a check is broken, see above")


def _grade_all(assignment: Assignment, course: Course, options: Options, new_cells: str | None = None) -> int:
    from .batch.run import Engine, Outcome, State, grade_all
    from .gradebook.versions import NewCells
    from .reports.cells import counted

    _warn_of_nbgrader(course)
    if new_cells is None and _asks() and _warn_of_new_version(assignment, course):
        choice = click.Choice([each.value for each in NewCells])
        new_cells = click.prompt("New cells in that work count as", default="not-written", type=choice, err=True)
    engines: list[Engine] = []

    def watch(engine: Engine) -> None:
        engines.append(engine)
        if options.scheduler:
            note(
                f"grading on {options.scheduler} with {counted(engine.workers, 'worker')}; Dask's own page: {engine.dashboard}"
            )

    with progress_bar(f"grade {assignment.name}") as advance:

        def progress(outcome: Outcome, done: int, total: int) -> None:
            running, workers = engines[0].running, engines[0].workers
            waiting = total - done - running
            advance(f"{running} running, {waiting} waiting, {counted(workers, 'worker')}", total)
            if not ERR.is_terminal and outcome.state is not State.KEPT:
                score = f", {outcome.facts.score:g} of {outcome.facts.max_score:g}" if outcome.facts else ""
                note(f"{done} of {total}: {outcome.name}: {outcome.state}{score}")

        chosen = None if new_cells is None else NewCells(new_cells)
        result = grade_all(assignment, course, options, progress=progress, watch=watch, new_cells=chosen, say=note)
    for outcome in result.of(State.UNREADABLE, State.BROKEN):
        complain(f"{outcome.name}: not graded: {printable(outcome.message)}")
    for outcome in result.of(State.GRADED):
        for said in outcome.notes:
            note(f"{outcome.name}: {printable(said)}")
    _class_table(assignment, course, result)
    counts = ", ".join(f"{len(result.of(state))} {state}" for state in State if result.of(state))
    note(f"{assignment.name}: {counts}, in {result.seconds:.0f} s")
    return result.exit_status


@main.command()
@click.argument("assignment")
@click.option("--apply", is_flag=True, help="Record the new grades; the old reports are kept in .autograder/replaced/.")
@click.option("--only-better", is_flag=True, help="Never lower a grade.")
@click.option("--html", type=click.Path(path_type=Path), help="Also write the table as a page.")
@_JOBS
@_SCHEDULER
@_UNPROVED
@_DEVICE
@_course_option()
@click.pass_context
def regrade(
    context: click.Context,
    assignment: str,
    apply: bool,
    only_better: bool,
    html: Path | None,
    jobs: int | None,
    scheduler: str | None,
    unproved: bool,
    device: str,
) -> None:
    """What grading again would change: who, what and why.

    Writes nothing without --apply. Every submission keeps the seed of its recorded grade. No notebook runs where only points or
    weights have changed.
    """
    from .batch.job import Options
    from .batch.regrade import regrade as run
    from .files import write_public
    from .reports.changes import RegradeFigures, regrade_html, regrade_table

    course = _course(context)
    found = load_assignment(assignment, course)
    if apply:
        _require_proof(found, course, unproved=unproved)
    with progress_bar(f"regrade {assignment}") as advance:
        result = run(
            found,
            course,
            Options(jobs, device=device, scheduler=scheduler or ""),
            apply=apply,
            only_better=only_better,
            progress=lambda student, done, total: advance(student, total),
            say=note,
        )
    figures = RegradeFigures.of(result.results, sum(found.points.values()))
    OUT.print(regrade_table(result.results, figures))
    if html is not None:
        page = regrade_html(result.results, figures, assignment=found.name, applied=apply)
        write_public(html.absolute(), page.encode())
        click.echo(html.absolute())
    if not apply and any(each.changes for each in result.results):
        note(f"nothing is recorded yet: autograder regrade {assignment} --apply")
    sys.exit(result.exit_status)


def _warn_of_new_version(assignment: Assignment, course: Course) -> bool:
    """Say how an assignment differs from its submissions in the gradebook. Returns whether it has other cells."""
    from .gradebook.book import CourseGradebook
    from .gradebook.versions import new_version

    version = new_version(CourseGradebook.open(course), assignment)
    if version is None:
        return False
    note(
        f"{assignment.name} is another version than the one of {version.submissions} submissions in the gradebook: {version}"
    )
    if version.given:
        note(
            f"the cells that are gone hold {version.given} grades and comments given by people: only the backup keeps these"
        )
    return version.other_cells


def _class_table(assignment: Assignment, course: Course, result: BatchResult) -> None:
    from .batch.run import State
    from .publishing.feedback import summary
    from .publishing.roll import Roll
    from .reports import class_table

    # No report of a broken grading is kept, so only this command knows why there is no grade.
    broken = {outcome.student: f"broken: {outcome.message}" for outcome in result.of(State.BROKEN)}
    roll = Roll(assignment, course, broken)
    OUT.print(class_table(summary(assignment, standing) for standing in roll))
    for sentence in (*roll.late(), *roll.left_out()):
        note(sentence)


def _say_problems(roll: Roll, consequence: str) -> int:
    """Name late submissions, outdated grades and missing grades on stderr. Returns 1 if a grade is missing, else 0."""
    for sentence in (*roll.late(), *roll.left_out(), *roll.older()):
        note(sentence)
    missing = roll.ungraded(consequence)
    for sentence in missing:
        complain(sentence)
    return 1 if missing else 0


_FINAL = click.option(
    "--final", is_flag=True, help="Do not warn of points that a person has still to give: they count 0."
)


@main.command()
@click.argument("assignment")
@click.option("--output", type=click.Path(path_type=Path), help="Folder (default: feedback/ of the course).")
@click.option("--names", is_flag=True, help="On the leaderboard: the students' names instead of pseudonyms.")
@click.option(
    "--zip",
    "archive",
    type=click.Path(path_type=Path),
    help="Also pack the students' pages, for Moodle or Canvas to take back.",
)
@_FINAL
@_course_option()
@click.pass_context
def report(
    context: click.Context, assignment: str, output: Path | None, names: bool, archive: Path | None, final: bool
) -> None:
    """Feedback: a page for each student, and one for the class.

    Also a leaderboard that the class may see, if the suite has one.
    """
    from .publishing import returned
    from .publishing.feedback import write_feedback
    from .publishing.roll import Roll

    course = _course(context)
    found = load_assignment(assignment, course)
    roll = Roll(found, course)
    folder = output or course.root / "feedback"
    with progress_bar(f"report {assignment}") as advance:
        written = write_feedback(found, course, roll, folder, lambda student: advance(student, None), names=names)
    click.echo(written.class_page)
    if written.leaderboard is not None:
        click.echo(written.leaderboard)
        if names:
            note("the leaderboard and the students' pages show names; without --names they show pseudonyms")
    if archive is not None:
        returned.pack(course, found.name, written.students, folder, archive)
        click.echo(archive.absolute())
        for sentence in [] if final else roll.pending():
            note(sentence)
    sys.exit(_say_problems(roll, "no feedback"))


@main.command()
@click.argument("assignment")
@click.option("--format", "format_", type=click.Choice(["csv", "canvas", "moodle"]), default="csv", show_default=True)
@click.option("--output", type=click.Path(path_type=Path), help="File (default: stdout).")
@click.option(
    "--template",
    type=click.Path(path_type=Path),
    help="Fill the platform's own file: a gradebook export of Canvas, a grading worksheet of Moodle.",
)
@click.option("--title", default="", help="The assignment's title there (default: its name here).")
@_FINAL
@_course_option()
@click.pass_context
def export(
    context: click.Context,
    assignment: str,
    format_: str,
    output: Path | None,
    template: Path | None,
    title: str,
    final: bool,
) -> None:
    """The gradebook's scores as CSV: a spreadsheet, Canvas, Moodle.

    Submissions without a grade are named and left out. The name of a folder under submitted/ is Moodle's username and
    Canvas' SIS Login ID; for submissions that were collected, the platform's own numbers are used, too.
    """
    from .files import write_public
    from .publishing.exports import export as run
    from .publishing.returned import numbers
    from .publishing.roll import Roll
    from .publishing.worksheets import FILLERS
    from .submission.folders import submission_folders

    course = _course(context)
    found = load_assignment(assignment, course)
    if template is not None and format_ not in FILLERS:
        raise UsageError(f"--template goes with --format {' or '.join(FILLERS)}")
    platform = format_ in FILLERS
    students = [each.student for each in submission_folders(course.root, found.name)] if platform else []
    known = numbers(course, found.name, students, format_)
    roll = Roll(found, course)
    missing: tuple[str, ...] = ()
    if template is None:
        text = run(format_, found, roll, title=title, final=final, numbers=known)
    else:
        filled = FILLERS[format_](_read_text(template), found, roll, title=title, final=final, numbers=known)
        text, missing = filled.text, filled.missing
        for sentence in filled.notes:
            note(sentence)
    if output is None:
        click.echo(text, nl=False)
    else:
        write_public(output.absolute(), text.encode())
    for sentence in [] if final else roll.pending():
        note(sentence)
    for student in missing:
        complain(f"{printable(student)}: left out: no line in {template} is this student's")
    sys.exit(_say_problems(roll, "left out") or (1 if missing else 0))


def _read_text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise UsageError(f"{path}: cannot be read: {reason}") from error


@main.command()
@click.argument("assignment")
@click.argument("when", required=False)
@click.option("--student", help="Extend the due date for this student only.")
@_course_option()
@click.pass_context
def due(context: click.Context, assignment: str, when: str | None, student: str | None) -> None:
    """Set or show when an assignment is due.

    WHEN is ISO 8601 with an offset from UTC, such as 2026-12-01T23:59+01:00, or none. Without it the due date and all
    extensions are shown. Penalties for late work (suite.toml) follow at once, also those of graded work.
    """
    from .gradebook.book import CourseGradebook
    from .gradebook.deadlines import deadlines, parse_when, set_due, set_extension

    course = _course(context)
    found = load_assignment(assignment, course)
    book = CourseGradebook.open(course)
    if when is not None and student is not None:
        set_extension(book, found, student, parse_when(when))
    elif when is not None:
        set_due(book, found, parse_when(when))
    elif student is not None:
        raise UsageError(f"--student {student}: expected a time after the assignment's name")
    known = deadlines(book, assignment)
    click.echo(f"{assignment}: " + ("no due date" if known.due is None else f"due {_shown(known.due)}"))
    for name, until in sorted(known.extended.items()):
        click.echo(f"{printable(name)}: until {_shown(until)}")
    click.echo(f"late work: {found.late or 'no rule in suite.toml'}")


@main.command()
@click.argument("backup", required=False, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@_course_option()
@click.pass_context
def restore(context: click.Context, backup: Path | None) -> None:
    """Bring a backup of the gradebook back.

    Without BACKUP: the newest. What the gradebook holds now is backed up first, so that a second restore undoes the first.
    """
    from .gradebook.backups import restore as run
    from .gradebook.book import CourseGradebook

    used, until_now = run(CourseGradebook.open(_course(context)), backup)
    click.echo(f"restored: {used}")
    note(f"what the gradebook held until now: {until_now}")
    note(
        "put the source back that belongs to it, then run autograder grade: until then exports leave out what does not fit"
    )


def _shown(when: datetime) -> str:
    """A time in this machine's zone, with its offset: without that, one hour of autumn could be either of two."""
    return when.astimezone().isoformat(" ", "seconds")


@main.command()
@click.argument("names", nargs=-1, metavar="[NAME...]")
@_course_option(hidden=True)
def data(names: tuple[str, ...]) -> None:
    """Find or fetch the data sets, verify them, say where they are.

    Without NAME: all of them.
    """
    from . import datasets

    unknown = sorted(set(names) - set(datasets.NAMES))
    if unknown:
        raise UsageError(f"no data set {unknown[0]!r}: there are {', '.join(datasets.NAMES)}")
    for name in names or datasets.NAMES:
        prepared = datasets.prepare(name)
        found = prepared.dataset
        for problem in found.problems:
            note(problem)
        click.echo(f"{name}: {found.source}" + (f" ({found.note})" if found.note else ""))


@main.command()
@_course_option()
@click.pass_context
def doctor(context: click.Context) -> None:
    """What this machine has: sandbox, MXNet, GPU, data.

    Says whether this MXNet build can use the GPU, and whether the course's nbgrader_config.py hands grading to the kit.
    """
    from .doctor import examine

    grave = False
    try:
        course: Course | None = _course(context)
    except UsageError:
        course = None  # a student's machine has no course folder
    for finding in examine(course):
        mark = "ok  " if finding.healthy else ("FAIL" if finding.grave else "note")
        grave = grave or finding.grave
        click.echo(f"{mark} {finding.subject:8} {finding.sentence}")
    sys.exit(1 if grave else 0)


@main.command()
@_course_option(hidden=True)
def kernel() -> None:
    """Set up this environment's Jupyter kernel for MXNet on a GPU.

    With it, notebooks find the CUDA libraries. The build without CUDA does not need it: Jupyter's own kernel works.
    """
    from .gpu.kernel import install

    click.echo(install())


@main.command()
@click.option(
    "--folder", type=click.Path(path_type=Path), help="Course folder to write (default: demo/ in the course)."
)
@_JOBS
@click.option("--fresh", is_flag=True, help="Grade everything again, also what an earlier demo graded.")
@_course_option()
@click.pass_context
def demo(context: click.Context, folder: Path | None, jobs: int | None, fresh: bool) -> None:
    """The main job on sample submissions, start to finish."""
    from .batch.job import Options
    from .demo import hand_out, open_demo, where_to_look, write_pages

    course = _course(context)
    target = open_demo(course, folder or course.root / "demo", keep=not fresh)
    pages: list[tuple[str, Path]] = []
    for name in target.assignments():
        assignment = load_assignment(name, target)
        rule(name)
        try:
            for line in hand_out(target, assignment):
                click.echo(line)
        except DataError as error:
            click.echo(f"left out     {error}")
            continue
        status = _grade_all(assignment, target, Options(jobs, device=default_device()))
        if status:
            sys.exit(status)
        pages += write_pages(target, assignment)
    rule()
    for line in where_to_look(target, pages):
        click.echo(line)


if __name__ == "__main__":
    main()
