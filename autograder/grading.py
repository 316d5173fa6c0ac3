"""`grade`: one submission in, one report out. Writes nothing, remembers nothing.

The straight line: read -> submission -> room opens -> cells run -> the suite asserts on the host -> report.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import secrets
import sys
import time
import tomllib
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

import hypothesis
import pytest
from nbformat import NotebookNode

from . import datasets, sandbox
from .assignment import Assignment, load_assignment
from .checks import CheckPlugin
from .errors import AssignmentError, BrokenError, UsageError
from .model import Report
from .notebook import Submission, read_submission
from .room import ProcessRoom, Room
from .sandbox import LIMITS, Limits
from .sessions import Sessions
from .student import Folders

_SETTINGS = hypothesis.settings(
    database=None,
    deadline=None,
    max_examples=25,
    print_blob=False,
    report_multiple_bugs=False,
    suppress_health_check=list(hypothesis.HealthCheck),
)
_PROFILE = "autograder-grading"


def grade(
    assignment: str | Assignment,
    notebook: str | Path | NotebookNode,
    *,
    seed: int | None = None,
    only: Collection[str] | None = None,
    student: str | None = None,
    walled: bool = True,
    limits: Limits = LIMITS,
    progress: Callable[[str], None] = lambda cell: None,
) -> Report:
    """Grade one notebook.

    Parameters
    ----------
    assignment : str or Assignment
        Its name, looked up in the course that the current folder stands in, or the assignment itself.
    notebook : path or NotebookNode
        The submission.
    seed : int, optional
        Of every random input, 0 <= seed < 2**31; drawn where it is not given. The same seed gives the same report, but
        for times.
    only : collection of str, optional
        Cells to report on. Those before them are graded all the same, for they decide what is replaced.
    student : str, optional
        Who handed it in; copied into the report.
    walled : bool
        False runs student code without the sandbox. Only for one's own code.
    limits : Limits
        What the submission may use.
    progress : callable
        Told the cell's name before each check.

    Raises
    ------
    UsageError
        No such assignment or cell, or the notebook cannot be read.
    BrokenError
        The room could not be opened.
    """
    if isinstance(assignment, str):
        assignment = load_assignment(assignment)
    submission = read_submission(assignment, Path(notebook) if isinstance(notebook, str) else notebook)
    return run_checks(
        assignment,
        submission,
        seed=seed,
        only=only,
        student=student,
        walled=walled,
        limits=limits,
        progress=progress,
    )


def run_checks(
    assignment: Assignment,
    submission: Submission,
    *,
    seed: int | None = None,
    only: Collection[str] | None = None,
    student: str | None = None,
    walled: bool = True,
    visible_only: bool = False,
    limits: Limits = LIMITS,
    room: Room | None = None,
    progress: Callable[[str], None] = lambda cell: None,
) -> Report:
    """`grade` for a submission already read.

    ``visible_only`` leaves out the hidden checks and replaces nothing: what a student's own machine can do, which has
    no solutions. ``room`` is one to use instead of a new process.
    """
    started = time.monotonic()
    seed = secrets.randbelow(2**31) if seed is None else seed
    if not 0 <= seed < 2**31:
        raise UsageError(f"seed: expected 0 <= seed < 2147483648, got {seed}")
    cells = _cells_to_run(assignment, only)
    data = _dataset(assignment)
    with contextlib.ExitStack() as stack:
        view = stack.enter_context(sandbox.new_view(data.guest if data else None, limits))
        if room is None:
            room = stack.enter_context(ProcessRoom(view, walled=walled))
        sessions = Sessions(
            room,
            submission,
            references={} if visible_only else assignment.solutions,
            functions=frozenset(assignment.points),
            driver=assignment.driver,
            seed=seed,
            limits=limits,
            rlimits=limits.as_rlimits() if walled else {},  # RLIMIT_NPROC would count all that a person runs
            folders=_folders(view, walled),
        )
        plugin = CheckPlugin(
            assignment,
            sessions,
            seed=seed,
            cells=cells,
            limits=limits,
            dataset=lambda: data,
            progress=progress,
        )
        files = [path for name, path in assignment.check_files(hidden=not visible_only) if name in cells]
        _run_pytest(assignment, plugin, files, seed)
    observed = sessions.observations
    return Report(
        assignment=assignment.name,
        student=student,
        seed=seed,
        cells=plugin.reports([name for name in cells if only is None or name in only]),
        manual_points=assignment.manual_points if only is None else 0.0,
        seconds=time.monotonic() - started,
        environment=_environment(data, walled),
        notes=submission.notes,
        outputs=observed.outputs,
    )


def _cells_to_run(assignment: Assignment, only: Collection[str] | None) -> list[str]:
    names = list(assignment.points)
    unknown = sorted(set(only or ()) - set(names))
    if unknown:
        raise UsageError(f"{assignment.name} has no graded cell {unknown[0]!r}: there are {', '.join(names)}")
    if only is not None:
        names = names[: 1 + max((names.index(name) for name in only), default=-1)]
    return names


def _dataset(assignment: Assignment) -> datasets.Prepared | None:
    path = assignment.suite / "suite.toml"
    try:
        settings = tomllib.loads(path.read_text("utf-8")) if path.is_file() else {}
    except (OSError, ValueError) as error:
        raise AssignmentError(f"{path}: not readable as TOML: {error}") from error
    name = settings.get("dataset")
    return datasets.prepare(name) if name else None


def _folders(view: sandbox.View, walled: bool) -> Folders:
    if walled:
        return Folders(view.shared, sandbox.SHARED, sandbox.DATA)
    return Folders(view.shared, str(view.shared), str(view.data))


def _environment(data: datasets.Prepared | None, walled: bool) -> dict[str, str]:
    versions = {}
    for package in ("mxnet", "mxnet-cu112"):
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            versions = {"mxnet": importlib.metadata.version(package), "build": package}
    environment = {**versions, "device": "cpu(0)", "python": sys.version.split()[0]}
    environment["sandbox"] = "bubblewrap" if walled else "none"
    missing = sandbox.missing_layers() if walled else ("no sandbox at all",)
    if missing:
        environment["missing_layers"] = "; ".join(missing)
    if data is not None:
        environment["data"] = data.dataset.name
        if data.dataset.note:
            environment["data_note"] = data.dataset.note
    return environment


def _run_pytest(assignment: Assignment, plugin: CheckPlugin, files: list[Path], seed: int) -> None:
    """One pytest run in this process, deaf to the configuration of whatever folder it is called from."""
    arguments = [
        *map(str, files),
        "--config-file=/dev/null",
        f"--rootdir={assignment.suite}",
        "--import-mode=importlib",
        "--disable-plugin-autoload",
        f"--override-ini=pythonpath={assignment.suite}",
        "--strict-markers",
        "--noconftest",
        "-p",
        "no:terminal",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:faulthandler",
        "-p",
        "no:warnings",
    ]
    with _clean_process(assignment.suite), _hypothesis(seed):
        status = pytest.main(arguments, plugins=[plugin])
    if status not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        reason = "; ".join(plugin.faults) or f"pytest ended with {status!r}"
        if not plugin.faults:
            raise BrokenError(f"{assignment.suite}: the checks could not be run: {reason}")


@contextlib.contextmanager
def _hypothesis(seed: int) -> Iterator[None]:
    """Our settings and seed for property-based checks, and whatever stood before put back."""
    from hypothesis import core

    before = hypothesis.settings.get_current_profile_name()
    seed_before = core.global_force_seed
    hypothesis.settings.register_profile(_PROFILE, _SETTINGS)
    hypothesis.settings.load_profile(_PROFILE)
    core.global_force_seed = seed
    try:
        yield
    finally:
        core.global_force_seed = seed_before
        hypothesis.settings.load_profile(before)


@contextlib.contextmanager
def _clean_process(suite: Path) -> Iterator[None]:
    """Forget the suite's own modules afterwards: another suite may have modules of the same names."""
    before = sys.dont_write_bytecode
    sys.dont_write_bytecode = True
    try:
        yield
    finally:
        sys.dont_write_bytecode = before
        for name, module in list(sys.modules.items()):
            if Path(str(getattr(module, "__file__", None) or "/")).is_relative_to(suite):
                del sys.modules[name]
